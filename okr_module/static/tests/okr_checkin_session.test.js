import {beforeEach, Deferred, describe, expect, getFixture, test} from "@odoo/hoot";
import {
    press,
    queryAllTexts,
    queryAllValues,
    queryOne,
    unload,
    waitFor,
} from "@odoo/hoot-dom";
import {advanceTime, animationFrame, mockDate, mockSendBeacon} from "@odoo/hoot-mock";
import {
    contains,
    defineActions,
    defineModels,
    getMockEnv,
    getService,
    hideTab,
    makeServerError,
    models,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import {ConnectionLostError} from "@web/core/network/rpc";
import {WebClient} from "@web/webclient/webclient";
import {clearUncommittedChanges} from "@web/webclient/actions/action_service";

import {OkrCheckinSession} from "@okr_module/actions/okr_checkin_session/okr_checkin_session";
import {
    isSaid,
    newEntry,
    problemOf,
    valuesOf,
    writeNumber,
} from "@okr_module/actions/okr_checkin_session/okr_checkin_entry";

import {defineOkrModels} from "./okr_test_models";

class OkrCheckinSessionModel extends models.Model {
    _name = "okr.checkin.session";
}

defineOkrModels();
defineModels([OkrCheckinSessionModel]);
defineActions([
    {
        id: 7,
        path: "okr",
        type: "ir.actions.act_window",
        res_model: "okr.key.result",
        views: [[false, "list"]],
    },
]);

const ROW = {
    path: ["The ferry is on time", "First in the north"],
    due: "2026-02-06",
    is_due: true,
    metric_type: "number",
    unit: "",
    currency_id: false,
    has_value: true,
    value_label: "0 → 3 → 100",
    kpi: false,
    milestones: [],
    last: {
        date: "2026-02-02",
        value: 3,
        confidence: 0.7,
        stated_status: "at_risk",
        note: "Slowly",
    },
    last_checkin_id: 11,
    sparkline: {points: [[0.1, 0.02]], today: 0.4, expected: 0.4},
    status: "at_risk",
};
const ROWS = [
    {...ROW, id: 1, name: "One", value: 3},
    {...ROW, id: 2, name: "Two", value: 4, last: false, last_checkin_id: 0},
];
const LINKED = {...ROW, id: 3, name: "Sales", value: 19800, kpi: "Sales orders"};
const LIST = {
    ...ROW,
    id: 4,
    name: "Steps",
    value: 0.5,
    metric_type: "milestone",
    milestones: [
        {id: 41, name: "Designed", is_reached: true},
        {id: 42, name: "Built", is_reached: false},
    ],
};

let rows = ROWS;

beforeEach(() => {
    mockDate("2026-02-10 12:00:00");
    rows = ROWS;
    mockSendBeacon(() => expect.step("saved blindly"));
    onRpc("okr.checkin.session", "get_data", () => ({rows}));
    onRpc("okr.checkin.session", "get_far", () => []);
    onRpc("okr.checkin.session", "save", ({args}) => {
        expect.step(
            args[0].map((row) => [row.key_result_id, row.value, row.confidence])
        );
        return {saved: args[0].length, problems: [], asked: []};
    });
});

async function mountSession(target = "current") {
    await mountWithCleanup(WebClient);
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "okr_checkin_session",
        name: "Check in",
        target,
    });
}

const FIRST = ".o_okr_checkin_row:first .o_okr_value";

const typeIn = (value) => contains(FIRST).edit(value, {confirm: false});
const saveAll = () => contains("button[name=action_save]").click();

async function pressKey(key) {
    await press(key);
    await animationFrame();
}

async function asksOnUnload() {
    const [event] = await unload();
    return event.defaultPrevented;
}

/** What a menu does before it leads elsewhere. */
const leave = () => clearUncommittedChanges(getMockEnv());

function refuse(message) {
    onRpc("okr.checkin.session", "save", () => ({
        saved: 0,
        problems: [{key_result_id: 1, message}],
        asked: [],
    }));
}

describe("saving", () => {
    test("there is one button to save with, and the key for saving presses it", async () => {
        await mountSession();
        expect("button:contains(Save)").toHaveCount(1);
        await typeIn("5");
        await press("alt+s");
        await animationFrame();
        expect.verifySteps([[[1, 5, undefined]]]);
        await waitFor(".o_notification:contains(Check-in recorded)");
    });

    test("a value far beyond anything before is asked about first", async () => {
        onRpc("okr.checkin.session", "get_far", () => ["999,999 is far beyond."]);
        await mountSession();
        await typeIn("999999");
        await saveAll();
        expect(".modal-body").toHaveText(/far beyond/u);
        await contains(".modal-footer button:contains(Mend it)").click();
        expect.verifySteps([]);
        expect(FIRST).toHaveValue("999999");
        await saveAll();
        await contains(".modal-footer button:contains(Yes, it is)").click();
        expect.verifySteps([[[1, 999999, undefined]]]);
    });

    test("two presses record once", async () => {
        const answered = new Deferred();
        onRpc("okr.checkin.session", "save", async () => {
            expect.step("recording");
            await answered;
            return {saved: 1, problems: [], asked: []};
        });
        await mountSession();
        await typeIn("5");
        await press(["ctrl", "Enter"]);
        await press(["ctrl", "Enter"]);
        await animationFrame();
        answered.resolve();
        await animationFrame();
        expect.verifySteps(["recording"]);
    });

    test("where nothing was said there is nothing to save", async () => {
        await mountSession();
        await saveAll();
        expect.verifySteps([]);
        expect(".o_notification:contains(Nothing is said yet)").toHaveCount(1);
    });

    test("a tab in the background saves nothing", async () => {
        await mountSession();
        await typeIn("5");
        await hideTab();
        expect.verifySteps([]);
    });

    test("the reason of a refusal stands beside its row, and all stays typed", async () => {
        refuse("The cycle is closed");
        await mountSession();
        await typeIn("5");
        await saveAll();
        expect(".o_okr_checkin_row:first .o_okr_checkin_problem").toHaveText(
            "The cycle is closed"
        );
        expect(".o_okr_checkin_row:last .o_okr_checkin_problem").toHaveText("");
        expect(FIRST).toHaveValue("5");
        expect(await asksOnUnload()).toBe(true);
    });

    test("a number that is none stays on the screen, and is not sent", async () => {
        await mountSession();
        await typeIn("abc");
        await saveAll();
        expect.verifySteps([]);
        expect(".o_okr_checkin_problem:first").toHaveText("“abc” is not a number.");
        expect(FIRST).toHaveValue("abc");
        expect(await asksOnUnload()).toBe(true);
        leave();
        await contains(".o_okr_unrecorded button:contains(Save all)").click();
        expect(".o_okr_unrecorded").toHaveCount(0);
        expect.verifySteps([]);
    });

    test("a broken connection keeps what was typed", async () => {
        let isBroken = true;
        patchWithCleanup(OkrCheckinSession.prototype, {
            setup() {
                super.setup();
                const {orm} = this;
                this.orm = {
                    call: (model, method, args) =>
                        isBroken && method === "save"
                            ? Promise.reject(new ConnectionLostError("/web"))
                            : orm.call(model, method, args),
                };
            },
        });
        await mountSession();
        await typeIn("5");
        await saveAll();
        expect("[role=alert]:contains(cannot be reached)").toHaveCount(1);
        expect(FIRST).toHaveValue("5");
        isBroken = false;
        await saveAll();
        expect.verifySteps([[[1, 5, undefined]]]);
    });

    test("what the server cannot do at all is not recorded", async () => {
        expect.errors(1);
        onRpc("okr.checkin.session", "save", () => {
            throw makeServerError({message: "Out of order"});
        });
        await mountSession();
        await typeIn("5");
        await saveAll();
        expect.verifyErrors([/Out of order/u]);
        expect(await asksOnUnload()).toBe(true);
    });
});

describe("leaving", () => {
    test("closing the tab asks, and saves nothing behind one's back", async () => {
        await mountSession();
        expect(await asksOnUnload()).toBe(false);
        await typeIn("5");
        expect(await asksOnUnload()).toBe(true);
        expect.verifySteps([]);
        await saveAll();
        expect.verifySteps([[[1, 5, undefined]]]);
        expect(await asksOnUnload()).toBe(false);
    });

    test("it asks once, and not where nothing was typed", async () => {
        await mountSession();
        expect(await leave()).toBe(true);
        await typeIn("5");
        const answers = Promise.all([leave(), leave()]);
        await contains(".o_okr_unrecorded button:contains(Stay)").click();
        expect(await answers).toEqual([false, false]);
        expect(FIRST).toHaveValue("5");

        const left = leave();
        await contains(".o_okr_unrecorded button:contains(Leave)").click();
        expect(await left).toBe(true);
        expect.verifySteps([]);
    });

    test("whoever stays is where they were", async () => {
        await mountSession();
        await typeIn("5");
        const note = queryOne(".o_okr_checkin_row:first .o_okr_note");
        note.focus();
        // By the menu, to which Odoo goes back
        const menu = document.createElement("button");
        getFixture().append(menu);
        menu.focus();
        const left = leave();
        await animationFrame();
        await press("Escape");
        expect(await left).toBe(false);
        expect(note).toBeFocused();
    });

    test("whoever records before leaving leaves", async () => {
        await mountSession();
        await typeIn("5");
        const left = leave();
        await contains(".o_okr_unrecorded button:contains(Save all)").click();
        expect(await left).toBe(true);
        expect.verifySteps([[[1, 5, undefined]]]);
        expect(".o_notification:contains(Check-in recorded)").toHaveCount(1);
        // And is not asked again.
        expect(await leave()).toBe(true);
    });

    test("whoever is refused before leaving stays", async () => {
        refuse("The cycle is closed");
        await mountSession();
        await typeIn("5");
        const left = leave();
        await contains(".o_okr_unrecorded button:contains(Save all)").click();
        expect(await left).toBe(false);
        await animationFrame();
        expect(".o_okr_checkin_problem:first").toHaveText("The cycle is closed");
    });

    test("the dialog asks before it closes", async () => {
        await mountSession("new");
        await typeIn("5");
        const close = queryOne(
            ".modal-header .btn-close, .modal-header .oi-arrow-left"
        );
        const ways = [close, ".modal-footer button:contains(Close)"];
        for (const way of ways) {
            await contains(way).click();
            await contains(".o_okr_unrecorded button:contains(Stay)").click();
            expect(".modal").toHaveCount(1);
        }
        const left = leave();
        await contains(".o_okr_unrecorded button:contains(Stay)").click();
        expect(await left).toBe(false);
        await contains(close).click();
        await contains(".o_okr_unrecorded button:contains(Leave)").click();
        expect(".modal").toHaveCount(0);
        expect.verifySteps([]);
    });

    test("the dialog closes without a question where nothing was typed", async () => {
        await mountSession("new");
        await contains(".modal-footer button:contains(Close)").click();
        expect(".modal").toHaveCount(0);
    });

    test("taking back takes all of a row back", async () => {
        await mountSession();
        await typeIn("5");
        await contains(".o_okr_undo").click();
        expect(FIRST).toHaveValue("3");
        expect(await asksOnUnload()).toBe(false);
    });
});

describe("what is asked", () => {
    test("what is due today is not late since today", async () => {
        mockDate("2026-02-06 12:00:00");
        await mountSession();
        expect(".o_okr_checkin_due:first").toHaveText("due today");
    });

    test("what stands, what stood last, and whom it serves", async () => {
        await mountSession();
        expect(queryAllValues(".o_okr_value")).toEqual(["3", "4"]);
        expect(queryAllTexts(".o_okr_checkin_path")[0]).toBe(
            "The ferry is on time › First in the north"
        );
        expect(".o_okr_checkin_due:first").toHaveText("due since Fri, Feb 6");
        expect(".o_okr_checkin_last:first").toHaveText(/On Mon, Feb 2: 3/u);
        expect(".o_okr_checkin_last:first").toHaveText(/7\/10/u);
        expect(".o_okr_checkin_last:first .o_okr_at_risk").toHaveText("At risk");
        expect(".o_okr_checkin_last:last").toHaveText("Nothing said so far");
        expect("polyline").toHaveCount(2);
        // What is felt is never filled in.
        expect("[role=radio][aria-checked=true]").toHaveCount(0);
    });

    test("nobody answers for nothing", async () => {
        rows = [];
        await mountSession();
        expect("[role=status]").toHaveText(/Nothing to report/u);
        expect("button[name=action_save]").toHaveCount(0);
    });

    test("a linked one has its value from its KPI", async () => {
        rows = [LINKED];
        await mountSession();
        expect(".o_okr_value").toHaveCount(0);
        expect(".o_okr_checkin_now").toHaveText(/19,800/u);
        expect(".o_okr_checkin_now").toHaveText(/Sales orders/u);
        expect(".o_okr_kpi_mark").toHaveCount(0);
        expect("[role=radio][tabindex='0']:first").toBeFocused();
    });

    test("one whose KPI does not answer is marked", async () => {
        rows = [{...LINKED, kpi_mark: "KPI does not answer"}];
        await mountSession();
        expect(".o_okr_checkin_curve .o_okr_kpi_mark").toHaveText(
            "KPI does not answer"
        );
    });

    test("milestones are ticked, help wants a word", async () => {
        rows = [LIST];
        onRpc("okr.checkin.session", "save", ({args}) => {
            expect.step(args[0][0]);
            return {saved: 1, problems: [], asked: ["Marc was asked for help."]};
        });
        await mountSession();
        await contains(".form-check-input:last").click();
        await contains(".o_okr_help").click();
        await saveAll();
        expect.verifySteps([]);
        expect(".o_okr_checkin_problem").toHaveText(/Say in a word/u);
        await contains(".o_okr_blocker").edit("A crane");
        await saveAll();
        expect.verifySteps([
            {
                key_result_id: 4,
                last_checkin_id: 11,
                stated_status: false,
                note: false,
                blocker: "A crane",
                help_needed: true,
                milestones: [{id: 42, is_reached: true}],
            },
        ]);
        expect(".o_notification").toHaveText(/Marc was asked for help/u);
    });

    test("nothing moved, said of one and of all", async () => {
        await mountSession();
        await typeIn("5");
        await contains(".o_okr_same:first").click();
        expect(FIRST).toHaveValue("3");
        await contains("button[name=action_same_all]").click();
        expect("button[name=action_same_all]").not.toBeEnabled();
        await saveAll();
        expect.verifySteps([
            [
                [1, 3, undefined],
                [2, 4, undefined],
            ],
        ]);
    });
});

describe("by keys", () => {
    test.tags("desktop");
    test("a value, Enter, a digit: and on to the next", async () => {
        await mountSession();
        expect(FIRST).toBeFocused();
        expect(queryOne(FIRST).selectionEnd).toBe(1);
        await press("5");
        await pressKey("Enter");
        expect(
            ".o_okr_checkin_row:first .o_okr_confidence_picker [tabindex='0']"
        ).toBeFocused();
        await pressKey("8");
        expect(".o_okr_checkin_row:last .o_okr_value").toBeFocused();
        await pressKey("Enter");
        await pressKey("9");
        expect("button[name=action_save]").toBeFocused();
        await press(["ctrl", "Enter"]);
        await animationFrame();
        expect.verifySteps([
            [
                [1, 5, 0.8],
                [2, 4, 0.9],
            ],
        ]);
    });

    test.tags("desktop");
    test("a 0 right behind a 1 makes a 10", async () => {
        await mountSession();
        await pressKey("Enter");
        await pressKey("1");
        await pressKey("0");
        expect(".o_okr_checkin_row:first [aria-checked=true]").toHaveText("10");
        expect(".o_okr_checkin_row:last .o_okr_value").toHaveValue("4");
        await advanceTime(2000);
    });
});

describe("what is typed", () => {
    test("numbers are written with no more decimals than they have", () => {
        expect([3, 2.5, 0.125, 1200].map(writeNumber)).toEqual([
            "3",
            "2.5",
            "0.125",
            "1,200",
        ]);
    });

    test("what is left as it is says nothing", () => {
        for (const row of [...ROWS, LINKED, LIST]) {
            expect(isSaid(row, newEntry(row))).toBe(false);
        }
        expect(isSaid(ROWS[0], {...newEntry(ROWS[0]), confidence: "0"})).toBe(true);
    });

    test("a number is taken as people type it", () => {
        for (const [text, value] of [
            ["12k", 12000],
            ["45 %", 45],
            ["$1,250.50", 1250.5],
            ["7 visits", 7],
        ]) {
            const row = {...ROWS[0], unit: "visits"};
            const entry = {...newEntry(row), value: text};
            expect(problemOf(row, entry)).toBe("");
            expect(valuesOf(row, entry).value).toBe(value);
        }
        expect(problemOf(ROWS[0], {...newEntry(ROWS[0]), value: "many"})).not.toBe("");
    });

    test("an empty value is asked for", () => {
        expect(problemOf(ROWS[0], {...newEntry(ROWS[0]), value: " "})).not.toBe("");
        expect(problemOf(LINKED, {...newEntry(LINKED), value: ""})).toBe("");
    });

    test("a confidence of 0 is one, and silence is none", () => {
        const entry = newEntry(ROWS[0]);
        expect("confidence" in valuesOf(ROWS[0], entry)).toBe(false);
        expect(valuesOf(ROWS[0], {...entry, confidence: "0"}).confidence).toBe(0);
        expect("value" in valuesOf(LINKED, newEntry(LINKED))).toBe(false);
    });
});
