import {Component, onMounted, useState} from "@odoo/owl";

/** One objective on the map, and below it what contributes to it. */
export class OkrMapNode extends Component {
    static template = "okr_module.OkrMapNode";
    static components = {OkrMapNode};
    static props = {
        map: Object,
        item: Object,
        level: Number,
        look: Object,
        hasKeyResults: Boolean,
    };

    setup() {
        this.look = useState(this.props.look);
        onMounted(() => this.map.onCardMounted(this.item.id));
    }

    /** The map, which knows all of them. */
    get map() {
        return this.props.map;
    }

    get item() {
        return this.props.item;
    }

    get childIds() {
        return this.map.children(this.item.id);
    }

    get className() {
        return {
            ...this.map.cardClass(this.item),
            o_okr_map_dragged: this.look.isDragged,
            o_okr_map_target: this.look.isOver,
        };
    }

    get expanded() {
        return this.childIds.length ? String(this.look.isUnfolded) : undefined;
    }
}

/** The lines of the links beside the tree. */
export class OkrMapTies extends Component {
    static template = "okr_module.OkrMapTies";
    static props = {ties: Object};

    setup() {
        this.ties = useState(this.props.ties);
    }
}
