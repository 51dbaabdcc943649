/* global axe, document, odoo, setTimeout, window */
/* Opens one screen after another and asks axe-core about each; see test_axe.py. */

window.okrCheckScreens = async function ({screens, isDark, odooParts, odooProblems}) {
    const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
    const {env} = odoo.__WOWL_DEBUG__.root;
    const {action, orm} = env.services;

    /** What is loaded is shown: nothing is being asked of the server. */
    async function settle() {
        for (let calm = 0, times = 0; calm < 3 && times < 100; times++) {
            await wait(100);
            const isBusy = document.querySelector(
                ".o_loading_indicator, .o_okr_is_loading"
            );
            calm = isBusy ? 0 : calm + 1;
        }
    }

    async function toDark() {
        const link = document.createElement("link");
        link.rel = "stylesheet";
        link.href = "/web/assets/debug/okr_module.assets_dark_tests.css";
        const isLoaded = new Promise((resolve, reject) => {
            link.onload = resolve;
            link.onerror = () => reject(new Error("the dark styles do not load"));
        });
        document.head.append(link);
        await isLoaded;
    }

    /** Light styles go, also those that come with a view later. */
    function leaveLight() {
        for (const link of document.querySelectorAll("link[rel=stylesheet]")) {
            if (/web\.assets_(web|backend_lazy)\./u.test(link.href)) {
                link.remove();
            }
        }
    }

    function problemsOf({id, impact, nodes}) {
        if (!["serious", "critical"].includes(impact)) {
            return [];
        }
        return nodes
            .map(({target, html, any, all, none}) => {
                const check = [...any, ...all, ...none][0];
                const where = `${id}: ${target.join(" ")}`;
                return {
                    where,
                    words: `${where} ${html.slice(0, 160)} ${check?.message}`,
                };
            })
            .filter(({where}) => !odooProblems.includes(where))
            .map(({words}) => words);
    }

    const found = [];
    if (isDark) {
        await toDark();
    }
    for (const {name, open, call, click} of screens) {
        const opened = call ? await orm.call(...call) : open;
        await action.doAction(opened, {clearBreadcrumbs: !call});
        await settle();
        if (click) {
            document.querySelector(click).click();
            await settle();
        }
        if (isDark) {
            leaveLight();
        }
        const result = await axe.run(
            {exclude: odooParts.map((selector) => [selector])},
            {
                resultTypes: ["violations"],
                // The page's language is for Odoo to tell
                // and so are the titles of dialogs. Names of cards say more than is
                // written on them: that rule is an experiment of axe-core.
                rules: {
                    "html-has-lang": {enabled: false},
                    "aria-dialog-name": {enabled: false},
                    "label-content-name-mismatch": {enabled: false},
                },
                ...(isDark ? {runOnly: ["color-contrast"]} : {}),
            }
        );
        const problems = result.violations.flatMap(problemsOf);
        // Of colours alone a picture such as a graph says nothing
        if (!isDark && !result.passes.length && !result.incomplete.length) {
            problems.push("axe-core looked at nothing");
        }
        found.push(...problems.map((problem) => `${name}: ${problem}`));
    }
    return found;
};
