import {expect, test} from "@odoo/hoot";
import {
    manuallyDispatchProgrammaticEvent,
    press,
    queryAllTexts,
    queryOne,
} from "@odoo/hoot-dom";
import {advanceTime, animationFrame} from "@odoo/hoot-mock";
import {contains, mountView, onRpc} from "@web/../tests/web_test_helpers";

import {OkrMapTree} from "@okr_module/views/okr_map/okr_map_tree";

import {defineOkrModels} from "./okr_test_models";

defineOkrModels();

const NODE = {
    level: "individual",
    level_label: "Individual",
    department: "",
    owner_id: false,
    owner: "",
    is_mine: false,
    is_found: true,
    is_over: false,
    state: "active",
    state_label: "Active",
    status: "on_track",
    progress: 0.4,
    has_data: true,
    rollup: "both",
    visibility: "company",
    parent_id: false,
    has_parent: false,
    pillar_id: false,
    contribution_label: "",
    is_left_out: false,
    can_move: true,
    support_ids: [],
    supports: [],
    key_results: [],
};
const DATA = {
    visions: [
        {id: 1, name: "A light in every harbour", pillars: [{id: 5, name: "Trust"}]},
    ],
    nodes: [
        {...NODE, id: 1, name: "Top", level: "company", pillar_id: 5},
        {...NODE, id: 2, name: "Middle", parent_id: 1, progress: 0.63},
        {...NODE, id: 3, name: "Leaf", parent_id: 2, is_mine: true, has_data: false},
        {
            ...NODE,
            id: 4,
            name: "Beside",
            parent_id: 1,
            state: "draft",
            state_label: "Draft",
        },
        {
            ...NODE,
            id: 6,
            name: "Alone",
            is_over: true,
            key_results: [
                {
                    id: 9,
                    name: "Customers",
                    progress: 0.2,
                    has_data: true,
                    kpi_mark: "KPI does not answer",
                },
                {id: 10, name: "Visits", progress: 0, has_data: false, kpi_mark: ""},
            ],
        },
    ],
    left_out: 0,
};

function mountMap(data = DATA) {
    onRpc("okr.objective", "get_map", () => data);
    return mountView({
        type: "hierarchy",
        resModel: "okr.objective",
        searchViewArch: "<search/>",
        arch: `
            <hierarchy js_class="okr_map" child_field="child_ids">
                <field name="name"/>
                <templates>
                    <t t-name="hierarchy-box"><field name="name"/></t>
                </templates>
            </hierarchy>`,
    });
}

const names = () => queryAllTexts(".o_okr_map_name");

async function pressKey(key) {
    await press(key);
    await animationFrame();
}

test("vision and pillars on top, siblings beside each other", async () => {
    await mountMap();
    expect(".o_okr_map_vision").toHaveText(/A light in every harbour/u);
    expect(queryAllTexts(".o_okr_map_pillar")).toEqual(["Trust", "Not aligned"]);
    expect(names()).toEqual(["Top", "Middle", "Beside", "Alone"]);
    expect(".o_okr_map_draft .o_okr_map_name").toHaveText("Beside");
    expect(".o_okr_map_over .o_okr_map_name").toHaveText("Alone");
});

test("progress stands on the line, and no data is none", async () => {
    await mountMap();
    await contains("button:contains(Unfold all)").click();
    expect(names()).toEqual(["Top", "Middle", "Leaf", "Beside", "Alone"]);
    expect(queryAllTexts(".o_okr_map_line")).toEqual(["63%", "No data", "No data"]);
    await contains("button:has(.fa-compress)").click();
    expect(names()).toEqual(["Top", "Alone"]);
});

test("key results stand on the cards where they are wanted", async () => {
    await mountMap();
    expect(".o_okr_map_key_results").toHaveCount(0);
    await contains("button:contains(Key results)").click();
    expect(".o_okr_map_key_results").toHaveText(/Customers\s*20%/u);
    expect(".o_okr_map_key_results li:last").toHaveText("Visits");
    expect(".o_okr_map_key_results .o_okr_kpi_mark").toHaveText("KPI does not answer");
});

test("what was dropped stands where it stood, and carries nothing", async () => {
    const dropped = {state: "cancelled", state_label: "Dropped", status: "cancelled"};
    await mountMap({
        visions: [],
        nodes: [
            {...NODE, id: 1, name: "Top", level: "company"},
            {...NODE, ...dropped, id: 2, name: "Dead", parent_id: 1, progress: 0.2},
        ],
        left_out: 0,
    });
    expect("[data-id='2'] .o_okr_map_progress").toHaveText("20%");
    expect(".o_okr_map_line").toHaveText("Dropped");
});

test("it finds me, and unfolds what is above", async () => {
    await mountMap();
    await contains("button:contains(Find me)").click();
    await animationFrame();
    expect("[role=treeitem][aria-label^=Leaf]").toBeFocused();
});

test("arrows go through the tree", async () => {
    await mountMap();
    queryOne("[role=treeitem][tabindex='0']").focus();
    await pressKey("ArrowDown");
    expect("[aria-label^=Middle]").toBeFocused();
    await pressKey("ArrowRight");
    expect(names()).toInclude("Leaf");
    await pressKey("ArrowRight");
    expect("[aria-label^=Leaf]").toBeFocused();
    await pressKey("ArrowLeft");
    await pressKey("ArrowLeft");
    expect("[aria-label^=Middle]").toHaveAttribute("aria-expanded", "false");
    await pressKey("End");
    expect("[aria-label^=Alone]").toBeFocused();
    expect("[role=treeitem][tabindex='0']").toHaveCount(1);
});

test.tags("desktop");
test("keys come from the search box into the tree", async () => {
    await mountMap();
    await contains(".o_searchview_input").focus();
    await pressKey("ArrowDown");
    expect("[role=treeitem][tabindex='0']").toBeFocused();
});

test("a drag asks, and says what changes", async () => {
    const data = {...DATA};
    onRpc("okr.objective", "write", ({args}) => {
        expect.step(args);
        data.nodes = data.nodes.map((node) =>
            node.id === 2 ? {...node, parent_id: 6} : node
        );
        return true;
    });
    await mountMap(data);
    const card = (name) => queryOne(`.o_okr_map_card:contains(${name})`);
    const dataTransfer = new DataTransfer();
    for (const [name, type] of [
        ["Middle", "dragstart"],
        ["Alone", "dragover"],
        ["Alone", "drop"],
    ]) {
        await manuallyDispatchProgrammaticEvent(card(name), type, {dataTransfer});
        await animationFrame();
    }
    expect(".modal-body").toHaveText(/“Middle” contributes to “Top” now/u);
    expect(".modal-body").toHaveText(/going to contribute to “Alone”/u);
    await contains(".modal-footer button:contains(Align it)").click();
    expect.verifySteps([[[2], {parent_id: 6}]]);
    await animationFrame();
    // Drawn at its new place, although nothing stood there before, and gone to
    expect(
        ".o_okr_map_node:has(> [aria-label^=Alone]) > .o_okr_map_branch [aria-label^=Middle]"
    ).toBeFocused();
});

test.tags("desktop");
test("a line leads to what is supported beside the tree", async () => {
    const nodes = DATA.nodes.map((node) =>
        node.id === 2 ? {...node, support_ids: [6], supports: ["Alone"]} : node
    );
    await mountMap({...DATA, nodes});
    await advanceTime(200);
    await animationFrame();
    expect(".o_okr_map_ties path").toHaveCount(1);
    await contains("button:has(.fa-compress)").click();
    await advanceTime(200);
    await animationFrame();
    expect(".o_okr_map_ties path").toHaveCount(0);
});

test.tags("desktop");
test("a wide one is opened so that all of it is in view", async () => {
    const beside = [21, 22, 23, 24, 25, 26].map((id) => ({...DATA.nodes[3], id}));
    await mountMap({...DATA, nodes: [...DATA.nodes, ...beside]});
    await animationFrame();
    const canvas = queryOne(".o_okr_map_canvas");
    expect(Number(queryOne(".o_okr_map_sheet").style.zoom)).toBeWithin(0.6, 0.74);
    expect(canvas.scrollWidth).toBeLessThan(canvas.clientWidth + 2);
});

test("it zooms", async () => {
    await mountMap();
    await contains("button[aria-label=Smaller]").click();
    expect(".o_okr_map_zoom").toHaveText("80%");
    await contains(".o_okr_map_zoom").click();
    expect(".o_okr_map_zoom").toHaveText("100%");
});

test("nothing goes below itself", () => {
    const tree = new OkrMapTree(DATA);
    expect(tree.isAbove(1, 3)).toBe(true);
    expect(tree.isAbove(3, 1)).toBe(false);
    expect(tree.visibleIds).toEqual([1, 2, 4, 6]);
});
