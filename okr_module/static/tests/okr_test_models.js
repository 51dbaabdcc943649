import {defineModels, fields, models} from "@web/../tests/web_test_helpers";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";

const STATUS = [
    ["off_track", "Off track"],
    ["overdue", "Overdue"],
    ["at_risk", "At risk"],
    ["no_data", "No data"],
    ["too_early", "Too early"],
    ["on_track", "On track"],
    ["achieved", "Achieved"],
    ["cancelled", "Cancelled"],
];
const STATES = [
    ["draft", "Draft"],
    ["active", "Active"],
    ["done", "Done"],
    ["cancelled", "Dropped"],
];
const CYCLE_STATES = [
    ["draft", "Planning"],
    ["active", "Active"],
    ["review", "Review"],
    ["closed", "Closed"],
];
const STATED_STATUS = [
    ["on_track", "On track"],
    ["at_risk", "At risk"],
    ["off_track", "Off track"],
];
const LEVELS = Array.from({length: 11}, (_level, index) => [`${index}`, `${index}`]);

export class OkrObjective extends models.Model {
    _name = "okr.objective";

    name = fields.Char();
    parent_id = fields.Many2one({relation: "okr.objective"});
    child_ids = fields.One2many({
        relation: "okr.objective",
        relation_field: "parent_id",
    });
    key_result_count = fields.Integer();
    sparkline = fields.Json();
    progress = fields.Float({string: "Progress"});
    expected_progress = fields.Float();
    is_measured = fields.Boolean();
    status = fields.Selection({selection: STATUS});
    state = fields.Selection({selection: STATES});
    revision = fields.Integer({readonly: true});
    cycle_state = fields.Selection({selection: CYCLE_STATES});
    date_cancelled = fields.Date();
    can_edit = fields.Boolean();
    can_create = fields.Boolean();
    user_id = fields.Many2one({relation: "res.users"});
    hints = fields.Json({string: "Hints"});
    key_result_ids = fields.One2many({
        relation: "okr.key.result",
        relation_field: "objective_id",
    });

    /** As the server does: each write raises the revision. */
    write(idOrIds, {revision, ...content}) {
        const raised = revision === undefined ? {} : {revision: revision + 1};
        return super.write(idOrIds, {...content, ...raised});
    }
}

export class OkrKeyResult extends models.Model {
    _name = "okr.key.result";

    name = fields.Char();
    sequence = fields.Integer();
    objective_id = fields.Many2one({relation: "okr.objective"});
    progress = fields.Float({string: "Progress", aggregator: "avg"});
    expected_progress = fields.Float();
    status = fields.Selection({selection: STATUS});
    stated_status = fields.Selection({selection: STATED_STATUS});
    stated_status_differs = fields.Boolean();
    confidence = fields.Float({string: "Confidence"});
    has_confidence = fields.Boolean();
    revision = fields.Integer({readonly: true});
    current_value = fields.Float();
    start_value = fields.Float();
    target_value = fields.Float();
    forecast_value = fields.Float();
    checkin_count = fields.Integer();
    last_checkin_date = fields.Date();
    plan_kind = fields.Selection({
        selection: [
            ["linear", "A straight line"],
            ["points", "Your own points"],
            ["seasonal", "Like last year"],
        ],
    });
    plan_preview = fields.Json();
    value_label = fields.Char();
    kpi_mark = fields.Char();
    sparkline = fields.Json();
    week_change = fields.Float();
    can_edit = fields.Boolean();
    state = fields.Selection({selection: STATES});
    objective_state = fields.Selection({selection: STATES});
}

export class OkrCheckin extends models.Model {
    _name = "okr.checkin";

    note = fields.Char();
    blocker = fields.Char();
    help_needed = fields.Boolean();
    date = fields.Date();
    value = fields.Float();
    metric_type = fields.Selection({
        selection: [
            ["number", "Number"],
            ["percent", "Percent"],
            ["currency", "Money"],
            ["boolean", "Yes or no"],
            ["milestone", "Milestones"],
        ],
    });
    unit = fields.Char();
    currency_id = fields.Many2one({relation: "res.currency"});
    progress = fields.Float();
    status = fields.Selection({selection: STATUS});
    confidence_level = fields.Selection({
        string: "Confidence out of 10",
        selection: LEVELS,
    });

    _records = [
        {id: 1, confidence_level: "7"},
        {id: 2, confidence_level: false},
    ];
}

export class OkrKpi extends models.Model {
    _name = "okr.kpi";

    name = fields.Char();
    graph = fields.Text();
}

export function defineOkrModels() {
    defineMailModels();
    defineModels([OkrObjective, OkrKeyResult, OkrCheckin, OkrKpi]);
}
