/**
 * Return the action that opens some records, as a list or, where it is one, as a form.
 *
 * @param {string} resModel
 * @param {number[]} ids
 * @param {string} name title of the list
 * @returns {object}
 */
export function recordsAction(resModel, ids, name) {
    const one = ids.length === 1;
    return {
        type: "ir.actions.act_window",
        name,
        res_model: resModel,
        ...(one ? {res_id: ids[0]} : {domain: [["id", "in", ids]]}),
        views: one
            ? [[false, "form"]]
            : [
                  [false, "list"],
                  [false, "kanban"],
                  [false, "form"],
              ],
    };
}
