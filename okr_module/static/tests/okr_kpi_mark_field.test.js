import {expect, test} from "@odoo/hoot";
import {mountView} from "@web/../tests/web_test_helpers";

import {OkrKeyResult, defineOkrModels} from "./okr_test_models";

defineOkrModels();

test("in a row a sign says that a KPI does not answer", async () => {
    OkrKeyResult._records = [
        {id: 1, name: "Orders", kpi_mark: "KPI does not answer"},
        {id: 2, name: "Leads", kpi_mark: false},
    ];
    await mountView({
        type: "list",
        resModel: "okr.key.result",
        arch: `
            <list>
                <field name="name"/>
                <field name="kpi_mark" widget="okr_kpi_mark"/>
            </list>`,
    });
    expect("td[name=kpi_mark] [role=img]").toHaveCount(1);
    expect(".o_okr_kpi_mark").toHaveAttribute("aria-label", "KPI does not answer");
    expect(".o_okr_kpi_mark").toHaveAttribute("title", "KPI does not answer");
});
