/** How many generations are unfolded to begin with, the roots being the first */
const UNFOLDED = 2;

/**
 * The nodes of a map as a forest: who is above whom, and in which order.
 *
 * Plain JavaScript: what is drawn follows from it.
 */
export class OkrMapTree {
    /** @param {object} data what ``get_map`` of okr.objective returned */
    constructor(data) {
        this.nodes = new Map(data.nodes.map((node) => [node.id, node]));
        this.childIds = new Map();
        this.rootIds = [];
        for (const node of data.nodes) {
            if (this.nodes.has(node.parent_id)) {
                const siblings = this.childIds.get(node.parent_id) || [];
                this.childIds.set(node.parent_id, [...siblings, node.id]);
            } else {
                this.rootIds.push(node.id);
            }
        }
        this.lanes = this.makeLanes(data.visions);
        // Links beside the tree, as pairs of who supports whom
        this.ties = data.nodes.flatMap(({id, support_ids: supported}) =>
            (supported || [])
                .filter((other) => this.nodes.has(other))
                .map((other) => [id, other])
        );
        this.unfolded = new Set();
        for (const id of this.rootIds) {
            this.unfold(id, UNFOLDED - 1);
        }
    }

    /** Roots by the pillar they stand on; those on none come last. */
    makeLanes(visions) {
        const lanes = [];
        const placed = new Set();
        for (const vision of visions) {
            for (const pillar of vision.pillars) {
                const ids = this.rootIds.filter(
                    (id) => this.nodes.get(id).pillar_id === pillar.id
                );
                ids.forEach((id) => placed.add(id));
                lanes.push({key: `pillar_${pillar.id}`, vision, pillar, ids});
            }
        }
        const isOrphan = (id) => this.nodes.get(id).level !== "company";
        const rest = this.rootIds.filter((id) => !placed.has(id));
        const free = rest.filter((id) => !isOrphan(id));
        const orphans = rest.filter(isOrphan);
        if (free.length) {
            lanes.push({key: "free", ids: free});
        }
        if (orphans.length) {
            lanes.push({key: "orphans", ids: orphans});
        }
        return lanes;
    }

    children(id) {
        return this.childIds.get(id) || [];
    }

    parentId(id) {
        const {parent_id: parentId} = this.nodes.get(id);
        return this.nodes.has(parentId) ? parentId : null;
    }

    isUnfolded(id) {
        return this.unfolded.has(id);
    }

    unfold(id, generations = 1) {
        if (generations > 0 && this.children(id).length) {
            this.unfolded.add(id);
            this.children(id).forEach((child) => this.unfold(child, generations - 1));
        }
    }

    unfoldAll() {
        for (const id of this.childIds.keys()) {
            this.unfolded.add(id);
        }
    }

    fold(id) {
        this.unfolded.delete(id);
    }

    foldAll() {
        this.unfolded.clear();
    }

    /** Unfold all above a node, so that it is to be seen. */
    reveal(id) {
        for (let above = this.parentId(id); above; above = this.parentId(above)) {
            this.unfolded.add(above);
        }
    }

    /** @returns {number[]} all that are to be seen, from top to bottom */
    get visibleIds() {
        const ids = [];
        const visit = (id) => {
            ids.push(id);
            if (this.isUnfolded(id)) {
                this.children(id).forEach(visit);
            }
        };
        this.lanes.forEach((lane) => lane.ids.forEach(visit));
        return ids;
    }

    /** Whether one is another or above it. */
    isAbove(id, other) {
        for (let above = other; above; above = this.parentId(above)) {
            if (above === id) {
                return true;
            }
        }
        return false;
    }

    /**
     * The node that an arrow key leads to.
     *
     * @param {number} id
     * @param {string} key
     * @returns {number|null}
     */
    next(id, key) {
        const visible = this.visibleIds;
        const index = visible.indexOf(id);
        switch (key) {
            case "ArrowDown":
                return visible[index + 1] ?? null;
            case "ArrowUp":
                return visible[index - 1] ?? null;
            case "Home":
                return visible[0] ?? null;
            case "End":
                return visible.at(-1) ?? null;
        }
        return null;
    }
}
