import {animationFrame, advanceTime} from "@odoo/hoot-mock";
import {beforeEach, describe, expect, test} from "@odoo/hoot";
import {
    makeServerError,
    mountView,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import {queryAll, queryAllTexts, queryOne} from "@odoo/hoot-dom";
import {Deferred} from "@web/core/utils/concurrency";
import {lineOf} from "@okr_module/fields/okr_kpi_preview/okr_kpi_preview_field";

import {OkrKpi, defineOkrModels} from "./okr_test_models";

defineOkrModels();

const POINTS = [
    {date: "2026-01-01", value: 0},
    {date: "2026-01-11", value: 30},
    {date: "2026-01-21", value: 60},
];

/** The one observer of a picker; cards come into view when a test says so. */
let observer = null;

class ObserverByHand {
    constructor(callback) {
        this.callback = callback;
        this.elements = new Set();
        observer = this;
    }

    observe(element) {
        this.elements.add(element);
    }

    unobserve(element) {
        this.elements.delete(element);
    }

    /** Tell what a look at some cards tells, counted from 0. */
    async look(numbers, isIntersecting = true) {
        // Components are mounted from the last to the first: not the order on screen
        const elements = queryAll(".o_okr_kpi_preview").filter((element) =>
            this.elements.has(element)
        );
        this.callback(
            numbers.map((number) => ({isIntersecting, target: elements[number]}))
        );
    }
}

function previewOf(id, values) {
    return {
        id,
        value: 5,
        value_label: `${id} won`,
        last_year: 8,
        last_year_label: "8 won",
        points: POINTS,
        error: "",
        ...values,
    };
}

function servePreviews(answer = (ids) => ids.map((id) => previewOf(id))) {
    onRpc("okr.kpi", "get_previews", ({args, kwargs}) => {
        expect.step(`${args[0]} of ${kwargs.key_result_id}`);
        return answer(args[0]);
    });
}

async function settle() {
    await advanceTime(100);
    await animationFrame();
}

beforeEach(() => {
    patchWithCleanup(window, {IntersectionObserver: ObserverByHand});
    OkrKpi._records = [1, 2, 3, 4].map((id) => ({id, name: `KPI ${id}`}));
});

function mountPicker() {
    return mountView({
        type: "kanban",
        resModel: "okr.kpi",
        context: {okr_key_result_id: 7},
        arch: `
            <kanban class="o_okr_kpi_picker" can_open="0">
                <templates>
                    <t t-name="card">
                        <field name="name"/>
                        <field name="id" widget="okr_kpi_preview"/>
                        <button name="action_choose" type="object">Use this</button>
                    </t>
                </templates>
            </kanban>`,
    });
}

describe("line", () => {
    test("the line fills the picture from its first day to its last", () => {
        expect(lineOf(POINTS)).toBe("0.0,100.0 50.0,50.0 100.0,0.0");
    });

    test("what never moved is a level line, and one point is none", () => {
        const level = POINTS.map((point) => ({...point, value: 3}));
        expect(lineOf(level)).toBe("0.0,50.0 50.0,50.0 100.0,50.0");
        expect(lineOf(POINTS.slice(1, 2))).toBe("");
        expect(lineOf([])).toBe("");
    });
});

test("nothing is asked before a card is seen; then a placeholder shows", async () => {
    servePreviews();
    await mountPicker();
    await settle();
    expect.verifySteps([]);
    expect(".o_okr_kpi_preview_waiting").toHaveCount(4);
    expect(".o_okr_kpi_preview[aria-busy=true]").toHaveCount(4);
    expect("button[name=action_choose]:visible").toHaveCount(4);
});

test("the cards of one look are asked for in one call, each once", async () => {
    servePreviews();
    await mountPicker();
    observer.look([0, 1]);
    observer.look([2]);
    await settle();
    expect.verifySteps(["1,2,3 of 7"]);
    expect(queryAllTexts(".o_okr_kpi_preview_value")).toEqual([
        "1 won",
        "2 won",
        "3 won",
    ]);
    expect(".o_okr_kpi_preview:first").toHaveText("1 won\nlast year 8 won");
    expect(".o_okr_kpi_preview:first").toHaveAttribute("aria-busy", "false");
    expect(queryOne("polyline:first").getAttribute("points")).toBe(
        "0.0,100.0 50.0,50.0 100.0,0.0"
    );
    expect(".o_okr_kpi_preview_waiting").toHaveCount(1);
    observer.look([0, 1, 2, 3]);
    await settle();
    expect.verifySteps(["4 of 7"]);
});

test("who scrolls past a card does not wait for it", async () => {
    servePreviews();
    await mountPicker();
    observer.look([0, 1]);
    observer.look([0], false);
    await settle();
    expect.verifySteps(["2 of 7"]);
});

test("what comes into view during a call is asked for after it", async () => {
    const answer = new Deferred();
    servePreviews((ids) => answer.then(() => ids.map((id) => previewOf(id))));
    await mountPicker();
    observer.look([0]);
    await settle();
    observer.look([0, 1]);
    observer.look([2]);
    await settle();
    expect.verifySteps(["1 of 7"]);
    answer.resolve();
    await settle();
    await settle();
    expect.verifySteps(["2,3 of 7"]);
    expect(".o_okr_kpi_preview_value").toHaveCount(3);
});

test("an error shows its sentence and offers no link", async () => {
    servePreviews(([first]) => [
        previewOf(first, {error: "These records are not yours to read.", points: []}),
    ]);
    await mountPicker();
    observer.look([0, 1]);
    await settle();
    expect.verifySteps(["1,2 of 7"]);
    // The second has gone meanwhile.
    expect(queryAllTexts(".o_okr_kpi_preview_error")).toEqual([
        "These records are not yours to read.",
        "This KPI is not there any more.",
    ]);
    expect("button[name=action_choose]:visible").toHaveCount(2);
});

test("a call that fails leaves the picker usable", async () => {
    servePreviews(() => {
        throw makeServerError({message: "Not this key result"});
    });
    await mountPicker();
    observer.look([0]);
    await settle();
    expect.verifySteps(["1 of 7"]);
    expect(".o_okr_kpi_preview_error").toHaveText("Not this key result");
    expect(".o_okr_kpi_preview_waiting").toHaveCount(3);
});

test("what has no past is a number without a curve", async () => {
    servePreviews((ids) => ids.map((id) => previewOf(id, {points: []})));
    await mountPicker();
    observer.look([0]);
    await settle();
    expect.verifySteps(["1 of 7"]);
    expect(".o_okr_kpi_preview_value").toHaveText("1 won");
    expect("polyline").toHaveCount(0);
});
