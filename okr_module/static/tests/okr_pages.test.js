import {describe, expect, test} from "@odoo/hoot";
import {press, queryAllTexts, queryOne} from "@odoo/hoot-dom";
import {advanceTime, animationFrame, mockDate} from "@odoo/hoot-mock";
import {
    contains,
    defineMenus,
    getService,
    makeMockEnv,
    mockService,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import {NavBar} from "@web/webclient/navbar/navbar";
import {OkrBar} from "@okr_module/components/okr_bar/okr_bar";
import {OkrDashboard} from "@okr_module/dashboard/okr_dashboard";
import {OkrDue} from "@okr_module/due/okr_due";
import {OkrEngagement} from "@okr_module/engagement/okr_engagement";
import {OkrHome} from "@okr_module/home/okr_home";
import {OkrPresent, pagesOf} from "@okr_module/present/okr_present";
import {OkrTeam} from "@okr_module/team/okr_team";
import {arrow} from "@okr_module/core/direction";
import {getDefaultConfig} from "@web/views/view";
import {chartConfig} from "@okr_module/dashboard/okr_dashboard_chart";
import {localization} from "@web/core/l10n/localization";
import {sayDay, sayWeekday} from "@okr_module/core/days";
import {session} from "@web/session";
import {setupChartJsForTests} from "@web/../tests/views/graph/graph_test_helpers";

import {defineOkrModels} from "./okr_test_models";

defineOkrModels();
setupChartJsForTests();

const PROPS = {action: {}, actionId: 1, updateActionState: () => undefined};

const KEY_RESULT = {
    id: 11,
    name: "Barrels of oil",
    owner: "Ann",
    is_mine: true,
    value_label: "0 → 12 → 20",
    progress: 0.6,
    expected_progress: 0.5,
    previous_progress: 0.4,
    has_data: true,
    status: "on_track",
    confidence: 0.7,
    date_due: "2026-12-04",
    is_due: true,
    is_late: false,
    can_check_in: true,
    help_needed: false,
};
const OBJECTIVE = {
    id: 1,
    name: "The lamp burns all night",
    state: "active",
    level: "individual",
    is_owner: true,
    owner: "Ann",
    cycle: "Q4 2026",
    date_end: "2026-12-31",
    is_measured: true,
    progress: 0.6,
    expected_progress: 0.5,
    previous_progress: 0.4,
    status: "on_track",
    score: 0.6,
    can_edit: true,
    path: [
        {model: "okr.objective", id: 2, name: "Seen from every deck"},
        {model: "okr.vision", id: 3, name: "Every ship comes home"},
    ],
    key_results: [
        KEY_RESULT,
        {...KEY_RESULT, id: 12, name: "Spare wicks", is_due: false, status: "at_risk"},
    ],
};
const HOME = {
    today: "2026-12-01",
    due: {
        count: 3,
        overdue: 1,
        by: "2026-12-04",
        days: [{date: "2026-12-04", count: 2}],
        key_result_ids: [11],
    },
    objectives: [OBJECTIVE],
    help_requests: [],
    alignment_requests: [],
    moved: [],
    cycle: {id: 1, name: "Q4 2026", date_end: "2026-12-31"},
    has_past: true,
};

async function mountPage(page) {
    const env = await makeMockEnv({config: getDefaultConfig()});
    await mountWithCleanup(page, {env, props: PROPS});
}

async function mountHome(changes = {}) {
    mockDate("2026-12-01 12:00:00");
    onRpc("okr.home", "get_data", () => ({...HOME, ...changes}));
    await mountPage(OkrHome);
}

describe("days", () => {
    test("are said as people say them", async () => {
        mockDate("2026-12-01 12:00:00");
        await makeMockEnv();
        expect(sayDay("2026-12-04")).toBe("Fri, Dec 4");
        expect(sayDay("2027-01-08")).toBe("Fri, Jan 8, 2027");
        expect(sayWeekday("2026-12-04")).toBe("Friday, Dec 4");
        expect(sayDay(false)).toBe("");
    });
});

describe("bar", () => {
    test("shows today, what was expected and last week, and says them", async () => {
        await mountWithCleanup(OkrBar, {
            props: {progress: 0.6, expected: 0.5, previous: 0.4, status: "on_track"},
        });
        expect(".o_okr_bar.o_okr_on_track").toHaveCount(1);
        expect(queryOne(".o_okr_bar").ariaValueText).toBe(
            "60% done, 50% expected by now, 40% a week ago"
        );
        expect(queryOne(".o_okr_bar_ghost").style.width).toBe("40%");
    });

    test("no data is no 0", async () => {
        await mountWithCleanup(OkrBar, {props: {progress: null, status: "no_data"}});
        expect(".o_okr_bar").toHaveCount(0);
        expect(".o_okr_progress_none").toHaveText("No data");
    });
});

describe("home", () => {
    test("says what is due and what was missed", async () => {
        await mountHome();
        expect(queryAllTexts(".o_okr_home_due h2")).toEqual([
            "1 check-in was missed",
            "2 due by Friday, Dec 4",
        ]);
        expect(queryAllTexts(".o_okr_home_path a")).toEqual([
            "Seen from every deck",
            "Every ship comes home",
        ]);
    });

    const mountDue = (by, ahead) =>
        mountHome({due: {...HOME.due, by, overdue: 0, count: ahead}});

    test("what is due on this very day is due today", async () => {
        await mountDue("2026-12-01", 3);
        expect(".o_okr_home_due h2").toHaveText("3 due today");
    });

    test("what is due on the next day is due by tomorrow", async () => {
        await mountDue("2026-12-02", 1);
        expect(".o_okr_home_due h2").toHaveText("1 due by tomorrow");
    });

    test("an icon stays with the first word of what it marks", async () => {
        const name = "Seen from every deck of every ship at sea";
        const path = [1, 2, 3].map((id) => ({model: "okr.objective", id, name}));
        await mountHome({objectives: [{...OBJECTIVE, path}]});
        const nav = queryOne(".o_okr_home_path");
        const torn = [];
        for (let width = 120; width < 420; width += 5) {
            nav.style.width = `${width}px`;
            for (const link of nav.querySelectorAll("a")) {
                const word = document.createRange();
                word.setStart(link.lastChild, 0);
                word.setEnd(link.lastChild, 4);
                const {bottom} = link.querySelector("i").getBoundingClientRect();
                if (bottom < word.getBoundingClientRect().top) {
                    torn.push(width);
                }
            }
        }
        expect(torn).toEqual([]);
    });

    test("who has objectives writes one more from here", async () => {
        mockService("action", {doAction: (name) => expect.step(name)});
        await mountHome();
        await contains(".o_okr_home_new").click();
        expect.verifySteps(["okr_module.okr_objective_new_action"]);
    });

    test("today is called today", async () => {
        const keyResult = {...KEY_RESULT, date_due: "2026-12-01"};
        await mountHome({
            due: {...HOME.due, count: 1, overdue: 0, by: "2026-12-01"},
            objectives: [{...OBJECTIVE, key_results: [keyResult]}],
        });
        expect(".o_okr_home_due h2").toHaveText("1 due today");
        expect(".o_okr_home_when").toHaveText("· Due today");
    });

    test("filters, and says when nothing is left", async () => {
        await mountHome();
        await contains("[data-filter=due]").click();
        expect(queryAllTexts(".o_okr_home_what .o_okr_home_name")).toEqual([
            "Barrels of oil",
        ]);
        await contains(".o_okr_home_search").edit("whales");
        expect(".o_okr_home_filtered").toHaveCount(1);
        expect(".o_okr_home_newcomer").toHaveCount(0);
        await contains(".o_okr_home_filtered button").click();
        expect(".o_okr_home_key_result").toHaveCount(2);
    });

    test("of very many key results all are shown when asked for", async () => {
        const many = Array.from({length: 200}, (_none, index) => ({
            ...KEY_RESULT,
            id: 100 + index,
            name: `Number ${index}`,
        }));
        await mountHome({objectives: [{...OBJECTIVE, key_results: many}]});
        expect(".o_okr_home_key_result").toHaveCount(12);
        expect(".o_okr_home_more").toHaveText("Show all 200 key results");
        await contains(".o_okr_home_more").click();
        expect(".o_okr_home_key_result").toHaveCount(200);
        expect(".o_okr_home_more").toHaveCount(0);
    });

    test("where nobody has said anything yet there is no 0%", async () => {
        const silent = {...OBJECTIVE, status: "no_data", progress: 0, key_results: []};
        await mountHome({objectives: [silent]});
        expect(".o_okr_home_objective .o_okr_bar").toHaveCount(0);
        expect(".o_okr_home_objective").toHaveText(/No data/u);
    });

    test("a newcomer is no one whose filter finds nothing", async () => {
        await mountHome({objectives: [], has_past: false});
        expect(".o_okr_home_newcomer").toHaveCount(1);
        expect(".o_okr_home_search").toHaveCount(0);
    });

    test("who has none just now is no newcomer", async () => {
        await mountHome({objectives: []});
        expect(".o_okr_home_newcomer").toHaveCount(0);
        expect(".o_okr_home_none").toHaveCount(1);
    });

    test("what its buttons call opens as by any button of Odoo", async () => {
        mockService("action", {
            doActionButton({resModel, name, resId, onClose}) {
                expect.step([resModel, name, resId]);
                onClose();
            },
        });
        const help = {
            id: 5,
            key_result_id: 11,
            key_result: "Barrels of oil",
            what: "No barge.",
            asked_by: "Ann",
            waiting: "just now",
        };
        await mountHome({help_requests: [help]});
        onRpc("okr.home", "get_data", () => {
            expect.step("again");
            return {...HOME, help_requests: [help]};
        });
        await contains(".o_okr_home_check_in:first").click();
        await contains(".o_okr_home_help .btn-primary").click();
        expect.verifySteps([
            ["okr.key.result", "action_check_in", 11],
            "again",
            ["okr.help.request", "action_open_answer", 5],
            "again",
        ]);
    });
});

const WEEK = {date: "2026-11-27", progress: 0.4, expected_progress: 0.5};
const DASHBOARD = {
    as_of: "2026-12-01",
    today: "2026-12-01",
    is_today: true,
    cycle: {
        id: 1,
        name: "Q4 2026",
        state: "active",
        date_start: "2026-10-01",
        date_end: "2026-12-31",
    },
    department: false,
    progress: 0.6,
    expected_progress: 0.5,
    confidence: null,
    status: "on_track",
    last_week: {progress: 0.4, expected_progress: 0.4, confidence: null},
    objectives: 2,
    measured: 1,
    key_results: 3,
    statuses: {on_track: 2, at_risk: 1},
    curve: [WEEK, {date: "2026-12-01", progress: 0.6, expected_progress: 0.5}],
    departments: [
        {
            id: 1,
            name: "Sales",
            objectives: [1],
            weeks: [
                {...WEEK, progress: null, status: "no_data"},
                {...WEEK, date: "2026-12-01", progress: 0.6, status: "on_track"},
            ],
        },
    ],
    movers: [],
    help_requests: [],
    scores: [],
    ids: {
        objectives: [1, 2],
        measured: [1],
        statuses: {on_track: [11, 12], at_risk: [13]},
    },
    choices: {
        cycles: [{id: 1, name: "Q4 2026"}],
        departments: [{id: 7, name: "Sales"}],
    },
};

async function mountDashboard(answers) {
    mockDate("2026-12-01 12:00:00");
    onRpc("okr.dashboard", "get_data", ({args, kwargs}) => {
        expect.step([args[0], kwargs.department_id, kwargs.date]);
        return {...DASHBOARD, ...answers(kwargs)};
    });
    const env = await makeMockEnv({config: getDefaultConfig()});
    await mountWithCleanup(OkrDashboard, {env, props: PROPS});
}

describe("dashboard", () => {
    test("figures, statuses with words, weeks without data", async () => {
        await mountDashboard(() => ({}));
        expect(".o_okr_dashboard_progress").toHaveText("60%");
        expect(queryAllTexts(".o_okr_tile_figure")).toEqual(["60%", "No data", "2"]);
        expect(queryAllTexts(".o_okr_status_row")).toEqual([
            "On track\n2",
            "At risk\n1",
        ]);
        expect(queryAllTexts(".o_okr_heat td")).toEqual(["–", "60%"]);
        expect(queryAllTexts(".o_okr_heat th").slice(1, 3)).toEqual([
            "Nov 27",
            "Dec 1",
        ]);
        expect.verifySteps([[false, false, false]]);
    });

    test("a gap is drawn where there is no data", async () => {
        await makeMockEnv();
        const {data} = chartConfig([{...WEEK, progress: null}, WEEK], {});
        expect(data.datasets[0].data).toEqual([null, 0.4]);
        expect(data.datasets[0].spanGaps).toBe(false);
    });

    test("the legend is dashed as the line is", async () => {
        const {options} = chartConfig([WEEK], {});
        const {generateLabels} = options.plugins.legend.labels;
        const line = {datasetIndex: 0};
        patchWithCleanup(window.Chart.defaults.plugins.legend.labels, {
            generateLabels: () => [line],
        });
        const chart = {data: {datasets: [{borderDash: [6, 4], borderWidth: 2}]}};
        expect(generateLabels(chart)[0].lineDash).toEqual([6, 4]);
    });

    test("from right to left, so does time", async () => {
        patchWithCleanup(localization, {direction: "rtl"});
        const {scales, plugins} = chartConfig([WEEK], {}).options;
        expect(scales.x.reverse).toBe(true);
        expect(scales.y.position).toBe("right");
        expect(plugins.legend.rtl).toBe(true);
        expect(arrow()).toBe("←");
    });

    test("what moved without a new value says its value once", async () => {
        const mover = {
            id: 1,
            name: "Barrels",
            objective: "The lamp",
            value_label: "13 barrels",
            previous_value_label: "13 barrels",
            progress: 0.5,
            expected_progress: 0.5,
            previous_progress: 0.4,
            status: "on_track",
        };
        const before = {...mover, id: 2, previous_value_label: "11 barrels"};
        await mountDashboard(() => ({movers: [mover, before]}));
        expect(queryAllTexts(".o_okr_dashboard_movers bdi:first-child")).toEqual([
            "13 barrels",
            "11 barrels → 13 barrels",
        ]);
        expect.verifySteps([[false, false, false]]);
    });

    test("another day is asked for, and said", async () => {
        await mountDashboard(({date}) =>
            date ? {as_of: date, is_today: false, objectives: 0} : {}
        );
        await contains(".o_okr_week_before").click();
        expect(".o_okr_dashboard_past").toHaveText(
            "As it stood on Tue, Nov 24, by what was known then."
        );
        expect(".o_okr_dashboard_filtered").toHaveCount(1);
        await contains(".o_okr_today").click();
        expect(".o_okr_dashboard_past").toHaveCount(0);
        expect.verifySteps([
            [false, false, false],
            [false, false, "2026-11-24"],
            [false, false, false],
        ]);
    });

    test("of too many to look back on it shows today, and leads to departments", async () => {
        await mountDashboard(() => ({is_today_only: true, movers: []}));
        expect(".o_okr_dashboard_many").toHaveCount(1);
        expect(".o_okr_dashboard_curve").toHaveCount(0);
        expect(".o_okr_dashboard_movers").toHaveCount(0);
        await contains(".o_okr_heat th button").click();
        expect.verifySteps([
            [false, false, false],
            [false, 1, false],
        ]);
    });

    test("who starts cycles is led there", async () => {
        const none = {cycle: false, choices: {cycles: [], departments: []}};
        onRpc("okr.dashboard", "get_data", () => ({...none, may_start: true}));
        mockService("action", {doAction: (action) => expect.step(action)});
        await mountPage(OkrDashboard);
        expect(".o_okr_dashboard_no_cycle").not.toHaveText(
            /have an OKR administrator/u
        );
        await contains(".o_okr_open_cycles").click();
        expect.verifySteps(["okr_module.okr_cycle_action"]);
    });

    test("who starts no cycles is told who does", async () => {
        const none = {cycle: false, choices: {cycles: [], departments: []}};
        onRpc("okr.dashboard", "get_data", () => ({...none, may_start: false}));
        await mountPage(OkrDashboard);
        expect(".o_okr_dashboard_no_cycle").toHaveText(/have an OKR administrator/u);
        expect(".o_okr_open_cycles").toHaveCount(0);
    });

    test("nothing at all is said otherwise than nothing found", async () => {
        await mountDashboard(() => ({objectives: 0}));
        expect(".o_okr_dashboard_empty").toHaveCount(1);
        expect(".o_okr_dashboard_filtered").toHaveCount(0);
        expect.verifySteps([[false, false, false]]);
    });

    test("a figure opens what it counts", async () => {
        mockService("action", {
            doAction: ({res_model: name, domain}) => expect.step([name, domain]),
        });
        await mountDashboard(() => ({}));
        await contains("[data-status=on_track]").click();
        expect.verifySteps([
            [false, false, false],
            ["okr.key.result", [["id", "in", [11, 12]]]],
        ]);
    });
});

const PRESENTATION = {
    company: "The lighthouse",
    vision: {id: 1, name: "Every ship comes home", description: "", horizon: 2035},
    pillars: [],
    objectives: [
        {
            id: 1,
            name: "Seen from every deck",
            why: "<p>Whoever sees us comes home.</p>",
            owner: "Ann",
            pillar: "",
            cycle: "2026",
            state: "active",
            is_measured: false,
            progress: 0,
            expected_progress: 0.5,
            status: "no_data",
            can_edit: false,
            can_be_anonymous: false,
            key_results: [],
            questions: [],
        },
    ],
    learnings: [{id: 2, name: "Last year", cycle: "2025", learned: "Ask first."}],
};

describe("presentation", () => {
    test("has a page for each thing there is", () => {
        expect(pagesOf(PRESENTATION).map(({kind}) => kind)).toEqual([
            "vision",
            "objective",
            "learnings",
        ]);
        const nothing = {pillars: [], objectives: [], learnings: []};
        expect(pagesOf(nothing).map(({kind}) => kind)).toEqual(["vision"]);
    });

    test("on paper nobody reads that nobody asked", async () => {
        onRpc("okr.vision", "get_presentation", () => PRESENTATION);
        await mountWithCleanup(OkrPresent, {props: PROPS});
        expect(PRESENTATION.objectives[0].questions).toEqual([]);
        expect(".o_okr_present_questions").toHaveClass("d-print-none");
    });

    test("keys turn its pages, but not while one types", async () => {
        onRpc("okr.vision", "get_presentation", () => PRESENTATION);
        onRpc("okr.objective", "ask_question", ({args}) => {
            expect.step(args);
            return true;
        });
        await mountWithCleanup(OkrPresent, {props: PROPS});
        expect(".o_okr_present_current h1").toHaveText("Every ship comes home");
        await press("ArrowRight");
        await animationFrame();
        expect(".o_okr_present_current h1").toHaveText("Seen from every deck");
        expect(".o_okr_present_current .o_okr_present_why").toHaveText(
            "Whoever sees us comes home."
        );
        await contains(".o_okr_present_ask input").edit("Why?", {confirm: false});
        await press("ArrowRight");
        await animationFrame();
        expect(".o_okr_present_current h1").toHaveText("Seen from every deck");
        await contains(".o_okr_present_ask button").click();
        expect.verifySteps([[[1], "Why?"]]);
    });
});

describe("what is due", () => {
    test("is counted in the corner, and nothing is no number", async () => {
        await mountWithCleanup(OkrDue);
        expect(".o_okr_due").toHaveCount(0);
        getService("okr_due").count = 3;
        await animationFrame();
        expect(".o_okr_due_count").toHaveText("3");
        expect(".o_okr_due button").toHaveAttribute("title", "3 check-ins are due");
    });
});

describe("the menu", () => {
    test.tags("desktop");
    test("says how many check-ins are due, and follows what is done", async () => {
        patchWithCleanup(session, {okr_due_count: 3});
        defineMenus([
            {
                id: 1,
                name: "OKR",
                children: [
                    {
                        id: 2,
                        name: "Check in",
                        actionID: 9,
                        xmlid: "okr_module.okr_menu_check_in",
                    },
                ],
            },
        ]);
        onRpc("okr.home", "get_due_count", () => 0);
        onRpc("okr.checkin.session", "save", () => true);
        await mountWithCleanup(NavBar);
        getService("menu").setCurrentMenu(1);
        await animationFrame();
        expect(".o_menu_sections").toHaveText("Check in (3)");
        await getService("orm").call("okr.checkin.session", "save", [[]]);
        await advanceTime(500);
        await animationFrame();
        expect(".o_menu_sections").toHaveText("Check in");
    });

    const offered = async (leads, sees) => {
        patchWithCleanup(session, {okr_leads_people: leads, okr_sees_engagement: sees});
        defineMenus([
            {
                id: 1,
                name: "OKR",
                children: [
                    {id: 2, name: "My OKRs", xmlid: "okr_module.okr_menu_mine"},
                    {id: 3, name: "My team", xmlid: "okr_module.okr_menu_team"},
                    {
                        id: 4,
                        name: "Reporting",
                        children: [
                            {id: 5, name: "Review"},
                            {
                                id: 6,
                                name: "Engagement",
                                xmlid: "okr_module.okr_menu_engagement",
                            },
                        ],
                    },
                ],
            },
        ]);
        const bar = await mountWithCleanup(NavBar);
        getService("menu").setCurrentMenu(1);
        return bar.currentAppSections.flatMap(({name, childrenTree}) => [
            name,
            ...childrenTree.map((child) => child.name),
        ]);
    };
    const ALL = ["My OKRs", "My team", "Reporting", "Review", "Engagement"];

    test("leads those who lead people to their team", async () => {
        expect(await offered(true, true)).toEqual(ALL);
    });

    test("offers nobody else a page that would refuse them", async () => {
        expect(await offered(false, false)).toEqual(["My OKRs", "Reporting", "Review"]);
    });

    test("offers an HR officer who leads nobody engagement", async () => {
        expect(await offered(false, true)).toEqual(
            ALL.filter((name) => name !== "My team")
        );
    });
});

const GROUPS = [
    {key: "late", title: "Missed a check-in", rows: []},
    {
        key: "away",
        title: "On leave today",
        rows: [{name: "Ann", what: "", detail: "", res_model: false, todo: ""}],
    },
];

describe("my team", () => {
    const mountTeam = (groups) => {
        onRpc("okr.engagement", "get_team", () => ({people: 3, groups}));
        return mountPage(OkrTeam);
    };

    test("shows what there is to say, and nothing of the rest", async () => {
        await mountTeam(GROUPS);
        expect(queryAllTexts("h2")).toEqual(["On leave today1"]);
        expect(".o_okr_team_calm").toHaveCount(0);
    });

    test("says once that nobody needs anything", async () => {
        await mountTeam(GROUPS.map((group) => ({...group, rows: []})));
        expect(".o_content section").toHaveCount(0);
        expect(".o_okr_team_calm").toHaveText(/Nobody needs you right now/u);
    });

    test("the one thing to do is done as by any button of Odoo", async () => {
        mockService("action", {
            doActionButton: ({resModel, name, resId}) =>
                expect.step([resModel, name, resId]),
        });
        const row = {
            name: "Ann",
            what: "Barrels of oil",
            detail: "No barge.",
            res_model: "okr.help.request",
            res_id: 5,
            todo: "answer",
        };
        await mountTeam([{key: "help", title: "Asks for help", rows: [row]}]);
        await contains(".o_okr_team_act button").click();
        expect.verifySteps([["okr.help.request", "action_open_answer", 5]]);
    });
});

describe("engagement", () => {
    const pageOf = ({date = "2026-12-01", department_id: department = null}) => ({
        asked: {date, department_id: department},
        day: sayDay(date),
        people: 4000,
        is_shown: false,
        smallest: 5,
        choices: {
            companies: [],
            departments: [{id: 7, name: "Sales"}],
            managers: [],
            levels: [],
            cycles: [],
        },
    });
    const HEAD = ".o_okr_engagement_people";

    async function askFor(day) {
        const input = queryOne("input[name=date]");
        input.value = day;
        input.dispatchEvent(new Event("change"));
        await animationFrame();
    }

    test("says that it counts, and for which day it stands then", async () => {
        mockDate("2026-12-01 12:00:00");
        const answers = [];
        onRpc("okr.engagement", "get_page", async ({kwargs}) => {
            expect.step([kwargs.date, kwargs.department_id]);
            if (answers.push(Promise.withResolvers()) > 1) {
                await answers.at(-1).promise;
            }
            return pageOf(kwargs);
        });
        await mountPage(OkrEngagement);
        expect(HEAD).toHaveText("4000 people, as of Tue, Dec 1");

        await askFor("2026-03-06");
        expect(HEAD).toHaveText(/Counting as of Fri, Mar 6/u);
        expect(".o_okr_engagement_body").toHaveAttribute("inert");
        // Whoever chooses something else meanwhile keeps the day that was asked
        await contains("select[name=department_id]").select("7");
        await animationFrame();
        const [, first, second] = answers;
        second.resolve();
        await animationFrame();
        expect(HEAD).toHaveText("4000 people, as of Fri, Mar 6");
        expect(".o_okr_engagement_body").not.toHaveAttribute("inert");
        expect("select[name=department_id]").toHaveValue("7");
        // What comes too late changes nothing
        first.resolve();
        await animationFrame();
        expect("select[name=department_id]").toHaveValue("7");
        expect.verifySteps([
            [undefined, undefined],
            ["2026-03-06", null],
            ["2026-03-06", 7],
        ]);
    });

    test("one is a person, and not people", async () => {
        mockDate("2026-12-01 12:00:00");
        onRpc("okr.engagement", "get_page", ({kwargs}) => ({
            ...pageOf(kwargs),
            people: 1,
        }));
        await mountPage(OkrEngagement);
        expect(HEAD).toHaveText("1 person, as of Tue, Dec 1");
    });

    test("a year that is being typed asks nothing", async () => {
        mockDate("2026-12-01 12:00:00");
        onRpc("okr.engagement", "get_page", ({kwargs}) => {
            expect.step(kwargs.date);
            return pageOf(kwargs);
        });
        await mountPage(OkrEngagement);
        await askFor("0202-03-06");
        await askFor("2026-03-06");
        expect.verifySteps([undefined, "2026-03-06"]);
    });
});
