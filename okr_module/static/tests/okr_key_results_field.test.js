import {expect, test} from "@odoo/hoot";
import {animationFrame} from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    fields,
    mockService,
    models,
    mountView,
} from "@web/../tests/web_test_helpers";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";

class Goal extends models.Model {
    _name = "goal";

    name = fields.Char();
    state = fields.Char();
    line_ids = fields.One2many({relation: "goal.line"});

    _records = [
        {id: 1, name: "Written", state: "draft", line_ids: [1]},
        {id: 2, name: "Running", state: "active", line_ids: [2]},
    ];
}

class GoalLine extends models.Model {
    _name = "goal.line";

    name = fields.Char();

    _records = [
        {id: 1, name: "Ropes"},
        {id: 2, name: "Oars"},
    ];
}

defineMailModels();
defineModels([Goal, GoalLine]);

const mountGoal = (resId) =>
    mountView({
        type: "form",
        resModel: "goal",
        resId,
        arch: `
            <form>
                <field name="name"/>
                <field name="state"/>
                <field name="line_ids" widget="okr_key_results" mode="list,kanban">
                    <list editable="bottom"><field name="name"/></list>
                    <kanban>
                        <templates>
                            <t t-name="card"><field name="name"/></t>
                        </templates>
                    </kanban>
                    <form><field name="name"/></form>
                </field>
            </form>`,
    });

test.tags("mobile");
test("on a phone they are cards, and one that is written opens in a dialog", async () => {
    await mountGoal(1);
    expect(".o_field_widget[name=line_ids] table").toHaveCount(0);
    await contains(".o_kanban_record:contains(Ropes)").click();
    await animationFrame();
    expect(".modal .o_field_widget[name=name] input").toHaveValue("Ropes");
});

test.tags("mobile");
test("on a phone one that runs opens on its page", async () => {
    mockService("action", {
        async doAction({res_model: model, res_id: id}) {
            expect.step(`${model} ${id}`);
        },
    });
    await mountGoal(2);
    await contains(".o_kanban_record:contains(Oars)").click();
    await animationFrame();
    expect.verifySteps(["goal.line 2"]);
    expect(".modal").toHaveCount(0);
});

test.tags("desktop");
test("on a wide screen they are a list to write in", async () => {
    await mountGoal(1);
    await contains(".o_data_cell:contains(Ropes)").click();
    expect(".o_selected_row [name=name] input").toHaveValue("Ropes");
    expect(".o_field_widget[name=line_ids] .o_kanban_record").toHaveCount(0);
});
