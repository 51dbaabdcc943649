import {expect, test} from "@odoo/hoot";
import {mountView} from "@web/../tests/web_test_helpers";

import {OkrKeyResult, defineOkrModels} from "./okr_test_models";

defineOkrModels();

test("in a row a sign says that a KPI does not answer", async () => {
    OkrKeyResult._records = [
        {id: 1, name: "Orders", status: "at_risk", kpi_mark: "KPI does not answer"},
        {id: 2, name: "Leads", status: "on_track", kpi_mark: false},
    ];
    await mountView({
        type: "list",
        resModel: "okr.key.result",
        arch: `
            <list>
                <field name="name"/>
                <field name="kpi_mark" column_invisible="1"/>
                <field name="status" widget="okr_status_and_kpi"/>
            </list>`,
    });
    expect("th[data-name=kpi_mark]").toHaveCount(0);
    expect("td[name=status] .o_okr_status").toHaveCount(2);
    expect("td[name=status] [role=img]").toHaveCount(1);
    expect(".o_okr_kpi_mark").toHaveAttribute("aria-label", "KPI does not answer");
    expect(".o_okr_kpi_mark").toHaveAttribute("title", "KPI does not answer");
});
