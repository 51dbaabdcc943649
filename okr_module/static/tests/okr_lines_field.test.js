import {expect, test} from "@odoo/hoot";
import {press, queryOne} from "@odoo/hoot-dom";
import {animationFrame} from "@odoo/hoot-mock";
import {defineModels, fields, models, mountView} from "@web/../tests/web_test_helpers";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";

class Handover extends models.Model {
    _name = "handover";

    name = fields.Char();
    line_ids = fields.One2many({relation: "handover.line"});

    _records = [{id: 1, name: "Ferry", line_ids: [1, 2]}];
}

class HandoverLine extends models.Model {
    _name = "handover.line";

    name = fields.Char({readonly: true});
    owner = fields.Char();

    _records = [
        {id: 1, name: "Ropes"},
        {id: 2, name: "Oars"},
    ];
}

defineMailModels();
defineModels([Handover, HandoverLine]);

async function pressKey(key) {
    await press(key);
    await animationFrame();
}

test.tags("desktop");
test("Tab leads into rows that are neither added nor taken away", async () => {
    await mountView({
        type: "form",
        resModel: "handover",
        resId: 1,
        arch: `
            <form>
                <field name="name"/>
                <field name="line_ids" widget="okr_lines">
                    <list editable="bottom" create="0" delete="0">
                        <field name="name" readonly="1"/>
                        <field name="owner"/>
                    </list>
                </field>
            </form>`,
    });
    queryOne("[name=name] input").focus();
    await pressKey("Tab");
    expect(".o_data_row:first [name=owner]").toBeFocused();
    await pressKey("Enter");
    expect(".o_data_row:first [name=owner] input").toBeFocused();
    await press("A");
    await pressKey("Tab");
    await animationFrame();
    expect(".o_data_row:last [name=owner] input").toBeFocused();
});
