import {beforeEach, expect, test} from "@odoo/hoot";
import {click, queryAllTexts, queryRect} from "@odoo/hoot-dom";
import {animationFrame} from "@odoo/hoot-mock";
import {
    defineModels,
    fields,
    mockService,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

import {OkrObjective, defineOkrModels} from "./okr_test_models";

class OkrPillar extends models.Model {
    _name = "okr.pillar";

    name = fields.Char();
    present_objective_ids = fields.Many2many({relation: "okr.objective"});
}

defineOkrModels();
defineModels([OkrPillar]);

beforeEach(() => {
    OkrObjective._records = [
        {
            id: 1,
            name: "Keep every promise",
            state: "active",
            status: "at_risk",
            progress: 0.5,
            is_measured: true,
        },
        {
            id: 2,
            name: "Be asked first",
            state: "draft",
            progress: 0,
            is_measured: false,
        },
        {
            id: 3,
            name: "Choose again",
            state: "active",
            status: "no_data",
            progress: 0,
            is_measured: false,
        },
    ];
    OkrPillar._records = [{id: 1, name: "Our word", present_objective_ids: [1, 2, 3]}];
});

function mountPillars(options = "{}") {
    return mountView({
        type: "kanban",
        resModel: "okr.pillar",
        arch: `
            <kanban>
                <templates>
                    <t t-name="card">
                        <field name="name"/>
                        <field name="present_objective_ids" widget="okr_objective_lines"
                            options="${options}"/>
                    </t>
                </templates>
            </kanban>`,
    });
}

test("objectives stand on the card with how far they are", async () => {
    await mountPillars();
    expect(queryAllTexts(".o_okr_objective_line_name")).toEqual([
        "Keep every promise",
        "Be asked first",
        "Choose again",
    ]);
    expect(queryAllTexts(".o_okr_objective_line_words")).toEqual([
        "50%",
        "Planned",
        "No data",
    ]);
    expect(".o_okr_objective_line:first").toHaveClass("o_okr_at_risk");
    // Its colour is not alone: an icon says it, and a word for a screen reader
    expect(".o_okr_objective_line i.fa").toHaveCount(1);
    expect(".o_okr_objective_line i.fa").toHaveAttribute("aria-label", "At risk");
    // What is only planned has no bar that could be read as zero
    expect(".o_okr_objective_line_track").toHaveCount(2);
    const {width} = queryRect(".o_okr_objective_line_track:first");
    expect(queryRect(".o_okr_objective_line_fill:first").width).toBeWithin(
        width * 0.49,
        width * 0.51
    );
});

test("a click opens the objective, not the card", async () => {
    mockService("action", {
        doAction: ({res_model, res_id}) => expect.step(`${res_model} ${res_id}`),
    });
    await mountPillars();
    await click(".o_okr_objective_line:first");
    await animationFrame();
    expect.verifySteps(["okr.objective 1"]);
});

test("records without a state are shown alike", async () => {
    OkrObjective._records[0].state = false;
    OkrPillar._records[0].present_objective_ids = [1];
    onRpc("web_search_read", ({kwargs}) => {
        const lines = kwargs.specification.present_objective_ids;
        expect.step(Object.keys(lines.fields).sort().join(" "));
    });
    await mountPillars("{'without_state': True}");
    expect.verifySteps(["is_measured name progress status"]);
    expect(".o_okr_objective_line_words").toHaveText("50%");
});
