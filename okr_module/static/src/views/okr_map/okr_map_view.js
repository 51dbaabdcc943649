import {
    Component,
    onMounted,
    onWillUnmount,
    reactive,
    useEffect,
    useRef,
    useState,
} from "@odoo/owl";
import {ConfirmationDialog} from "@web/core/confirmation_dialog/confirmation_dialog";
import {Model} from "@web/model/model";
import {_t} from "@web/core/l10n/translation";
import {hasTouch} from "@web/core/browser/feature_detection";
import {hierarchyView} from "@web_hierarchy/hierarchy_view";
import {localization} from "@web/core/l10n/localization";
import {registry} from "@web/core/registry";
import {useDebounced} from "@web/core/utils/timing";
import {useBus, useService} from "@web/core/utils/hooks";
import {user} from "@web/core/user";

import {OkrMapNode, OkrMapTies} from "./okr_map_node";
import {OkrMapTree} from "./okr_map_tree";
import {formatShare} from "../../core/figures";
import {statusLook} from "../../status/status";

const ZOOMS = [0.25, 0.35, 0.5, 0.65, 0.8, 1, 1.25, 1.5];
// More cards than that are drawn as one comes to them
const LARGE = 300;
// A wide one is opened so small that all of it is in view, but not smaller than this
const SMALLEST_TO_BEGIN_WITH = 0.6;
// What was looked for can be read
const SMALLEST_TO_READ = 0.75;
// A finger that stays this long takes a card up; one that moves before, scrolls
const LONG_PRESS = 450;
const STILL = 10;
// As near as this to an edge, what is dragged scrolls the map
const EDGE = 48;
// Lines of links are drawn once the map stands still
const CALM = 100;

/** The whole alignment, asked for at once. */
export class OkrMapModel extends Model {
    setup(params) {
        this.resModel = params.resModel;
        this.data = {visions: [], nodes: [], left_out: 0};
        this.focusId = null;
    }

    async load({domain, context} = {}) {
        this.searched = {domain: domain || [], context: context || {}};
        this.focusId = this.searched.context.hierarchy_res_id || null;
        await this.reload();
    }

    async reload() {
        const {domain, context} = this.searched;
        this.data = await this.orm.call(this.resModel, "get_map", [domain], {context});
        this.version = (this.version || 0) + 1;
        this.notify();
    }

    get resIds() {
        return this.data.nodes.map(({id}) => id);
    }

    get root() {
        return {resIds: this.resIds};
    }

    exportState() {
        return {};
    }
}

/** The map: vision and pillars on top, below them what carries them, as a tree. */
export class OkrMapRenderer extends Component {
    static template = "okr_module.OkrMap";
    static components = {OkrMapNode, OkrMapTies};
    static props = {
        model: Object,
        openRecord: Function,
        archInfo: Object,
    };

    setup() {
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.orm = useService("orm");
        this.canvas = useRef("canvas");
        this.treeRef = useRef("tree");
        this.state = useState({zoom: 1, hasKeyResults: false, isLarge: false});
        // How each card looks, by id: what changes draws that card alone anew
        this.looks = new Map();
        this.ties = reactive({list: []});
        this.currentId = null;
        this.draggedId = null;
        this.overId = null;
        this.wantedId = null;
        this.hasTouch = hasTouch();
        this.finger = null;
        this.drawTiesSoon = useDebounced(() => this.drawTies(), CALM);
        this.takeData();
        useEffect(
            () => {
                if (this.props.model.focusId) {
                    this.goTo(this.props.model.focusId);
                }
                this.drawTiesSoon();
            },
            () => [this.props.model.version, this.state.zoom, this.state.hasKeyResults]
        );
        if (this.env.searchModel) {
            // Where keys leave the search box for what it found, as in Odoo's own views
            useBus(this.env.searchModel, "focus-view", () =>
                this.makeCurrent(this.currentId)
            );
        }
        onMounted(() => this.fitWidth());
        onWillUnmount(() => this.forgetFinger());
    }

    /** Draw anew what was loaded; what was unfolded stays so. */
    takeData() {
        const {model} = this.props;
        if (this.version === model.version) {
            return;
        }
        const before = this.tree;
        this.tree = new OkrMapTree(model.data);
        if (before) {
            before.unfolded.forEach((id) => this.tree.unfold(id));
        }
        this.version = model.version;
        if (!this.tree.nodes.has(this.currentId)) {
            this.currentId = this.tree.lanes.find((lane) => lane.ids.length)?.ids[0];
        }
        this.state.isLarge = this.tree.nodes.size > LARGE;
        this.redraw();
    }

    /** What is changed about a card while the map stands. */
    lookOf(id) {
        if (!this.looks.has(id)) {
            this.looks.set(
                id,
                reactive({
                    isUnfolded: this.tree.isUnfolded(id),
                    isCurrent: id === this.currentId,
                    isDragged: false,
                    isOver: false,
                })
            );
        }
        return this.looks.get(id);
    }

    /** Move a mark from one card to another, or from all. */
    mark(name, flag, id) {
        if (this[name] !== id) {
            for (const [which, isMarked] of [
                [this[name], false],
                [id, true],
            ]) {
                if (this.tree.nodes.has(which)) {
                    this.lookOf(which)[flag] = isMarked;
                }
            }
            this[name] = id;
        }
    }

    get lanes() {
        this.takeData();
        return this.tree.lanes;
    }

    get visions() {
        return this.props.model.data.visions;
    }

    get leftOutWords() {
        const {left_out: count} = this.props.model.data;
        if (!count) {
            return "";
        }
        return count === 1
            ? _t("One more is not drawn: search or filter to see it.")
            : _t("%s more are not drawn: search or filter to see them.", count);
    }

    laneTitle(lane) {
        if (lane.pillar) {
            return lane.pillar.name;
        }
        return lane.key === "orphans" ? _t("Not aligned") : _t("On no pillar");
    }

    node(id) {
        return this.tree.nodes.get(id);
    }

    children(id) {
        return this.tree.children(id);
    }

    isLive(node) {
        return ["active", "done"].includes(node.state);
    }

    /** What has not begun has nothing to say; what was dropped stands where it stood. */
    hasBegun(node) {
        return node.state !== "draft";
    }

    hasData(node) {
        return node.has_data && this.hasBegun(node);
    }

    progressWords(node) {
        return this.hasData(node) ? formatShare(node.progress) : _t("No data");
    }

    share(progress) {
        return formatShare(progress);
    }

    look(node) {
        return statusLook(this.isLive(node) ? node.status : false);
    }

    cardClass(node) {
        return {
            o_okr_map_draft: node.state === "draft",
            o_okr_map_dropped: node.state === "cancelled",
            o_okr_map_over: node.is_over,
            o_okr_map_mine: node.is_mine,
            o_okr_map_above: !node.is_found,
            [`o_okr_${(this.hasData(node) && node.status) || "no_data"}`]: true,
        };
    }

    /** What stands on the line between an objective and what it contributes to. */
    lineWords(node) {
        // It counts nowhere any more
        const isDropped = node.state === "cancelled" && node.state_label;
        return node.contribution_label || isDropped || this.progressWords(node);
    }

    /** What a screen reader says of a card. */
    label(node) {
        return [
            node.name,
            node.level_label,
            node.department,
            node.owner,
            this.progressWords(node),
            this.look(node)?.word || node.state_label,
            node.contribution_label,
        ]
            .filter(Boolean)
            .join(", ");
    }

    barStyle(node) {
        return `width: ${Math.min(Math.max(node.progress, 0), 1) * 100}%`;
    }

    // --- Folding, zooming, finding ---

    /** Let the cards look as the tree is folded. */
    redraw() {
        for (const [id, look] of this.looks) {
            look.isUnfolded = this.tree.isUnfolded(id);
        }
        this.drawTiesSoon();
    }

    toggle(id) {
        if (this.tree.isUnfolded(id)) {
            this.tree.fold(id);
        } else {
            this.tree.unfold(id);
        }
        this.mark("currentId", "isCurrent", id);
        this.redraw();
    }

    unfoldAll() {
        this.tree.unfoldAll();
        this.redraw();
    }

    foldAll() {
        this.tree.foldAll();
        this.redraw();
    }

    get zoomWords() {
        return formatShare(this.state.zoom);
    }

    zoom(direction) {
        const {zoom} = this.state;
        const next =
            direction > 0
                ? ZOOMS.find((step) => step > zoom + 0.01)
                : ZOOMS.findLast((step) => step < zoom - 0.01);
        this.state.zoom = next ?? zoom;
    }

    foldWords(isUnfolded) {
        return isUnfolded ? _t("Fold") : _t("Unfold");
    }

    /** To begin with: no wider than the screen, where that can still be read. */
    fitWidth() {
        const zoom = this.canvas.el.clientWidth / this.treeRef.el.scrollWidth;
        if (zoom < 1) {
            const step = Math.floor(zoom * 100) / 100;
            this.state.zoom = Math.max(step, SMALLEST_TO_BEGIN_WITH);
        }
    }

    /** As much of it as the screen holds, and not larger than life. */
    fit() {
        const {clientWidth, clientHeight} = this.canvas.el;
        const {scrollWidth, scrollHeight} = this.treeRef.el;
        const zoom = Math.min(
            clientWidth / scrollWidth,
            clientHeight / scrollHeight,
            1
        );
        this.state.zoom = Math.max(Math.floor(zoom * 100) / 100, 0.1);
        this.canvas.el.scrollTo(0, 0);
    }

    goTo(id) {
        if (!this.tree.nodes.has(id)) {
            return;
        }
        this.tree.reveal(id);
        this.tree.unfold(id);
        this.redraw();
        this.makeCurrent(id);
    }

    /** Go to a card as soon as it is drawn at its new place. */
    waitFor(id) {
        // What was loaded, before the screen follows: the tree before knows no new place
        this.takeData();
        if (!this.tree.nodes.has(id)) {
            return;
        }
        this.tree.reveal(id);
        this.redraw();
        this.mark("currentId", "isCurrent", id);
        this.wantedId = id;
    }

    /** Go to one's own, the next one each time. */
    findMe() {
        const mine = [...this.tree.nodes.values()].filter((node) => node.is_mine);
        if (!mine.length) {
            this.notification.add(
                _t(
                    "None of your objectives is on this map: take filters away to look."
                ),
                {type: "info"}
            );
            return;
        }
        const index = mine.findIndex(({id}) => id === this.currentId);
        this.state.zoom = Math.max(this.state.zoom, SMALLEST_TO_READ);
        this.goTo(mine[(index + 1) % mine.length].id);
    }

    cardOf(id) {
        return this.treeRef.el?.querySelector(`[data-id="${id}"]`);
    }

    focus(card) {
        this.wantedId = null;
        card.focus({preventScroll: true});
        card.scrollIntoView({block: "nearest", inline: "center"});
    }

    /** A card that was waited for is there. */
    onCardMounted(id) {
        if (id === this.wantedId) {
            this.focus(this.cardOf(id));
        }
    }

    // --- Keys ---

    /** @param {KeyboardEvent} ev */
    onKeydown(ev) {
        const id = Number(ev.target.dataset?.id);
        if (!id || ev.ctrlKey || ev.altKey || ev.metaKey) {
            return;
        }
        const isRtl = localization.direction === "rtl";
        const act = {
            Enter: () => this.open(id),
            " ": () => this.toggle(id),
            [isRtl ? "ArrowLeft" : "ArrowRight"]: () => this.goDown(id),
            [isRtl ? "ArrowRight" : "ArrowLeft"]: () => this.goUp(id),
        }[ev.key];
        const target = this.tree.next(id, ev.key);
        if (act) {
            act();
        } else if (target) {
            this.makeCurrent(target);
        } else {
            return;
        }
        ev.preventDefault();
        ev.stopPropagation();
    }

    makeCurrent(id) {
        if (!id) {
            return;
        }
        this.mark("currentId", "isCurrent", id);
        const card = this.cardOf(id);
        if (card) {
            this.focus(card);
        } else {
            this.wantedId = id;
        }
    }

    goDown(id) {
        if (this.children(id).length && !this.tree.isUnfolded(id)) {
            this.toggle(id);
        } else {
            this.makeCurrent(this.children(id)[0]);
        }
    }

    goUp(id) {
        if (this.children(id).length && this.tree.isUnfolded(id)) {
            this.toggle(id);
        } else {
            this.makeCurrent(this.tree.parentId(id));
        }
    }

    open(id) {
        this.mark("currentId", "isCurrent", id);
        this.props.openRecord({resId: id});
    }

    // --- Dragging ---

    onDragStart(ev, id) {
        ev.dataTransfer.effectAllowed = "move";
        ev.dataTransfer.setData("text/plain", String(id));
        this.mark("draggedId", "isDragged", id);
    }

    canDrop(id) {
        const {draggedId} = this;
        return (
            draggedId &&
            !this.tree.isAbove(draggedId, id) &&
            this.node(draggedId).parent_id !== id &&
            this.node(id).state !== "cancelled"
        );
    }

    onDragOver(ev, id) {
        if (this.canDrop(id)) {
            ev.preventDefault();
            ev.dataTransfer.dropEffect = "move";
            this.mark("overId", "isOver", id);
        }
    }

    onDragEnd() {
        this.mark("draggedId", "isDragged", null);
        this.mark("overId", "isOver", null);
    }

    onDrop(ev, id) {
        ev.preventDefault();
        const {draggedId} = this;
        const canDrop = this.canDrop(id);
        this.onDragEnd();
        if (canDrop) {
            this.askToMove(draggedId, id);
        }
    }

    // --- Dragging by finger ---

    onTouchStart(ev, id) {
        this.forgetFinger();
        if (ev.touches.length !== 1 || !this.node(id).can_move) {
            return;
        }
        const {clientX: x, clientY: y} = ev.touches[0];
        this.finger = {x, y};
        this.finger.timer = setTimeout(() => {
            this.finger.isDragging = true;
            this.mark("draggedId", "isDragged", id);
        }, LONG_PRESS);
    }

    onTouchMove(ev) {
        const {finger} = this;
        if (!finger) {
            return;
        }
        const {clientX: x, clientY: y} = ev.touches[0];
        if (!finger.isDragging) {
            if (Math.hypot(x - finger.x, y - finger.y) > STILL) {
                this.forgetFinger();
            }
            return;
        }
        // It drags, so it does not scroll
        ev.preventDefault();
        this.scrollAtEdge(x, y);
        const card = document.elementFromPoint(x, y)?.closest(".o_okr_map_card");
        const id = Number(card?.dataset.id);
        this.mark("overId", "isOver", id && this.canDrop(id) ? id : null);
    }

    onTouchEnd(ev) {
        const {draggedId, overId} = this;
        const isDragging = this.finger?.isDragging;
        this.onTouchCancel();
        if (isDragging) {
            // No click follows, which would open the objective
            ev.preventDefault();
            if (overId) {
                this.askToMove(draggedId, overId);
            }
        }
    }

    onTouchCancel() {
        this.forgetFinger();
        this.onDragEnd();
    }

    /** A finger that stays has a menu of its own on phones. */
    onContextMenu(ev) {
        if (this.finger) {
            ev.preventDefault();
        }
    }

    forgetFinger() {
        clearTimeout(this.finger?.timer);
        this.finger = null;
    }

    scrollAtEdge(x, y) {
        const {left, right, top, bottom} = this.canvas.el.getBoundingClientRect();
        const step = (at, from, to) => (at < from + EDGE ? -1 : at > to - EDGE ? 1 : 0);
        this.canvas.el.scrollBy(
            (EDGE / 4) * step(x, left, right),
            (EDGE / 4) * step(y, top, bottom)
        );
    }

    // --- Secondary links ---

    /** Lines to what a card supports beside what it contributes to. */
    drawTies() {
        if (this.treeRef.el) {
            const ties = this.findTies(this.treeRef.el);
            const said = (list) => list.map(({path}) => path).join();
            if (said(ties) !== said(this.ties.list)) {
                this.ties.list = ties;
            }
        }
    }

    findTies(sheet) {
        // Where cards lie below one another, a line would cross all between; on a large
        // map it would be longer than any screen. Cards say it in words.
        const isBelow =
            getComputedStyle(sheet).getPropertyValue("--okr-map-ties") === "0";
        if (isBelow || this.state.isLarge) {
            return [];
        }
        const origin = sheet.getBoundingClientRect();
        const place = (card) => {
            const box = card.getBoundingClientRect();
            const scaled = (length) => Math.round(length / this.state.zoom);
            return {
                x: scaled(box.left + box.width / 2 - origin.left),
                bottom: scaled(box.bottom - origin.top),
            };
        };
        return this.tree.ties.flatMap(([id, targetId]) => {
            const [card, target] = [this.cardOf(id), this.cardOf(targetId)];
            if (!card || !target) {
                return [];
            }
            const [from, to] = [place(card), place(target)];
            const bend = Math.max(from.bottom, to.bottom) + 40;
            return [
                {
                    key: `${id}_${targetId}`,
                    path: `M${from.x} ${from.bottom}C${from.x} ${bend} ${to.x} ${bend} ${to.x} ${to.bottom}`,
                },
            ];
        });
    }

    /** What changes, in sentences, before it does. */
    moveWords(node, target) {
        const before = this.tree.nodes.get(node.parent_id);
        const sentences = [
            before || node.has_parent
                ? _t("“%(name)s” contributes to “%(before)s” now.", {
                      name: node.name,
                      before: before ? before.name : _t("an objective not shown here"),
                  })
                : _t("“%s” contributes to nothing now.", node.name),
            _t("It is going to contribute to “%s”.", target.name),
        ];
        if (target.rollup !== "key_results") {
            sentences.push(_t("Its progress counts there from then on."));
        }
        if (before && before.rollup !== "key_results") {
            sentences.push(_t("It no longer counts in “%s”.", before.name));
        }
        if (target.owner_id && target.owner_id !== user.userId && target.owner) {
            sentences.push(
                _t(
                    "%s answers for that objective and may be asked to agree.",
                    target.owner
                )
            );
        }
        return sentences.join(" ");
    }

    askToMove(id, targetId) {
        const [node, target] = [this.node(id), this.node(targetId)];
        this.dialog.add(ConfirmationDialog, {
            title: _t("Align it to another objective?"),
            body: this.moveWords(node, target),
            confirmLabel: _t("Align it"),
            confirm: async () => {
                await this.orm.write(this.props.model.resModel, [id], {
                    parent_id: targetId,
                });
                await this.props.model.reload();
                this.waitFor(id);
            },
            cancelLabel: _t("Leave it"),
            cancel: () => undefined,
        });
    }
}

export const okrMapView = {
    ...hierarchyView,
    Model: OkrMapModel,
    Renderer: OkrMapRenderer,
};

registry.category("views").add("okr_map", okrMapView);
