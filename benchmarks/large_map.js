/* Opens the map with 2,000 objectives that are made up, and measures it. */
(async () => {
    const COUNT = 2000;
    const BELOW_EACH = 8;
    const {ORM} = odoo.loader.modules.get("@web/core/orm_service");
    const {action} = odoo.__WOWL_DEBUG__.root.env.services;
    const call = ORM.prototype.call;
    const node = (id) => ({
        id,
        name: `Objective number ${id} of the whole company and its people`,
        parent_id: id > 1 && Math.floor((id - 2) / BELOW_EACH) + 1,
        has_parent: id > 1,
        level: id > 1 ? "individual" : "company",
        level_label: "Individual",
        department: "Sales",
        owner_id: 2,
        owner: "Mitchell Admin",
        is_mine: false,
        is_found: true,
        is_over: false,
        state: "active",
        state_label: "Active",
        status: "on_track",
        progress: 0.5,
        has_data: true,
        rollup: "both",
        visibility: "company",
        pillar_id: false,
        contribution_label: "",
        is_left_out: false,
        can_move: true,
        support_ids: id % 50 ? [] : [id - 1],
        supports: [],
        key_results: [],
    });
    ORM.prototype.call = function (model, method, ...rest) {
        if (method !== "get_map") {
            return call.call(this, model, method, ...rest);
        }
        const nodes = Array.from({length: COUNT}, (_none, index) => node(index + 1));
        return Promise.resolve({visions: [], nodes, left_out: 0});
    };
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const took = async (act) => {
        const start = performance.now();
        await act();
        await frame();
        await frame();
        return Math.round(performance.now() - start);
    };
    const measured = {};
    measured.open = await took(() =>
        action.doAction("okr_module.okr_alignment_action", {clearBreadcrumbs: true})
    );
    measured.unfoldAll = await took(() =>
        document.querySelector(".o_okr_map_tools .fa-expand").parentElement.click()
    );
    measured.cards = document.querySelectorAll(".o_okr_map_card").length;
    const card = document.querySelector(".o_okr_map_card");
    card.focus();
    measured.arrowKey = await took(() =>
        card.dispatchEvent(
            new KeyboardEvent("keydown", {key: "ArrowDown", bubbles: true})
        )
    );
    const canvas = document.querySelector(".o_okr_map_canvas");
    const start = performance.now();
    let frames = 0;
    while (performance.now() - start < 3000) {
        canvas.scrollLeft += 40;
        canvas.scrollTop += 3;
        await frame();
        frames++;
    }
    measured.framesASecond =
        Math.round((10000 * frames) / (performance.now() - start)) / 10;
    ORM.prototype.call = call;
    return measured;
})();
