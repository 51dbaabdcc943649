from odoo import Command
from odoo.tests import tagged
from odoo.tools import file_open

from odoo.addons.okr_module.tests.common import TestOkrCommon

HEADERS = "Objective,Level,Department,Key result,Measured as,Start,Target,Unit"
OPTIONS = {
    "has_headers": True,
    "quoting": '"',
    "separator": ",",
    "float_thousand_separator": ",",
    "float_decimal_separator": ".",
}


@tagged("post_install", "-at_install")
class TestImport(TestOkrCommon):
    """Files that people wrote by hand, through Odoo's own import screen."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        today = cls.company._okr_today()
        cls.cycle.write(
            {"date_start": today.replace(day=1), "date_end": today.replace(day=28)}
        )
        cls.admin = cls.users["okr_admin"]

    def _columns(self, text, user=None, model="okr.objective", **options):
        """Return the import, its headers and the fields that Odoo proposes for them."""
        user = user or self.admin
        wizard = (
            self.env["base_import.import"]
            .with_user(user)
            .with_context(**user.env.context)
            .create(
                {
                    "res_model": model,
                    "file": text.encode(),
                    "file_type": "text/csv",
                    "file_name": "objectives.csv",
                }
            )
        )
        preview = wizard.parse_preview({**OPTIONS, **options})
        self.assertNotIn("error", preview)
        columns = preview["headers"]
        fields = [
            "/".join(preview["matches"].get(index, ())) or False
            for index in range(len(columns))
        ]
        return wizard, columns, fields

    def _import(self, text, dryrun=False, **options):
        """Import a file with the columns that Odoo itself proposes for its headers."""
        wizard, columns, fields = self._columns(text, **options)
        for ours in ("user", "model"):
            options.pop(ours, None)
        result = wizard.execute_import(fields, columns, {**OPTIONS, **options}, dryrun)
        return fields, result

    def _ours(self):
        return self.env["okr.objective"].search([("company_id", "=", self.company.id)])

    def test_headers_are_the_words_on_the_screen(self):
        """Objective, key result and what belongs to it are found by their labels."""
        fields, _result = self._import(f"{HEADERS}\nA,,,B,,,,\n")
        self.assertEqual(
            fields,
            [
                "name",
                "level",
                "department_id",
                "key_result_ids/name",
                "key_result_ids/metric_type",
                "key_result_ids/start_value",
                "key_result_ids/target_value",
                "key_result_ids/unit",
            ],
        )
        fields, result = self._import(
            "Objective,Key result,Start\nA,B,1\n", model="okr.key.result"
        )
        self.assertFalse(result["messages"])
        self.assertEqual(fields, ["objective_id", "name", "start_value"])

    def test_what_a_user_taught_goes_first(self):
        """A column that somebody matched by hand stays matched so."""
        self.env["base_import.mapping"].create(
            {
                "res_model": "okr.objective",
                "column_name": "key result",
                "field_name": "description",
            }
        )
        fields, _result = self._import("Objective,Key result\nA,B\n")
        self.assertEqual(fields, ["name", "description"])

    def test_several_with_several_key_results(self):
        """Each objective has its key results; what falls falls; the rest is usual."""
        _fields, result = self._import(
            f"{HEADERS}\n"
            "North first,Department,Sales North,New customers,Number,20,40,customers\n"
            ",,,Complaints,Number,30,5,\n"
            ",,,Won,Percent,20,,\n"
            "Warm welcome,Individual,,First task,Number,12,4,days\n"
            ",,,Handbook is read,Yes or no,,,\n"
        )
        self.assertFalse(result["messages"])
        north, welcome = self.env["okr.objective"].browse(result["ids"])
        self.assertEqual(north.department_id, self.departments["Sales North"])
        self.assertEqual(north.level, "department")
        self.assertEqual(
            north.key_result_ids.mapped("direction"),
            ["increase", "decrease", "increase"],
        )
        self.assertEqual(north.key_result_ids[2].target_value, 100)
        self.assertEqual(north.key_result_ids.mapped("weight"), [1, 1, 1])
        self.assertEqual(welcome.cycle_id, self.cycle)
        self.assertEqual(welcome.user_id, self.admin)
        self.assertEqual(welcome.department_id, self.departments["Board"])
        self.assertEqual(
            welcome.key_result_ids.mapped("metric_type"), ["number", "boolean"]
        )
        self.assertEqual(welcome.key_result_ids.user_id, self.admin)

    def test_an_objective_written_in_each_row(self):
        """Rows that say the same objective are one."""
        _fields, result = self._import(
            "Objective,Key result,Target\nOne,A,10\nOne,B,20\nTwo,C,30\nOne,D,40\n"
        )
        objectives = self.env["okr.objective"].browse(result["ids"])
        self.assertEqual(objectives.mapped("name"), ["One", "Two", "One"])
        self.assertEqual([len(each.key_result_ids) for each in objectives], [2, 1, 1])

    def test_try_out_keeps_nothing(self):
        """A test run says that all is well, and keeps nothing."""
        before = self._ours()
        _fields, result = self._import("Objective,Key result\nA,B\n", dryrun=True)
        self.assertFalse(result["messages"])
        self.assertEqual(self._ours(), before)

    def test_error_names_the_row(self):
        """What is wrong is said once, and of the row that people see."""
        _fields, result = self._import(
            "Objective,Key result,Direction,Start,Target\n"
            "One,A,,0,10\n"
            "Two,B,,0,10\n"
            "Three,C,Rise to,50,10\n"
        )
        [message] = result["messages"]
        self.assertEqual(message["rows"], {"from": 2, "to": 2})
        self.assertEqual(message["record"], 4, "the header is row 1")
        self.assertIn("C: it is to rise", message["message"])
        self.assertFalse(result["ids"])

    def test_error_names_the_line(self):
        """Of several key results, the row of the one that is wrong."""
        _fields, result = self._import(
            "Objective,Key result,Direction,Start,Target\n"
            "One,Alpha,,0,10\n"
            ",Beta,,0,10\n"
            ",Gamma,Rise to,50,10\n"
            "Two,Delta,,0,10\n"
        )
        [message] = result["messages"]
        self.assertEqual(message["rows"], {"from": 2, "to": 2})
        self.assertEqual(message["record"], 4)

    def test_error_without_a_line_names_the_objective(self):
        """What is wrong with the whole is said of its first row."""
        _fields, result = self._import(
            "Objective,Weight,Key result\nOne,1,A\nTwo,-1,B\n,,C\n"
        )
        [message] = result["messages"]
        self.assertEqual(message["record"], 3)
        self.assertEqual(message["rows"], {"from": 1, "to": 1})

    def test_several_departments_of_one_name(self):
        """A name that two departments have is asked about, not guessed."""
        self.env["hr.department"].create(
            {
                "name": "Sales North",
                "company_id": self.company.id,
                "parent_id": self.departments["Product"].id,
            }
        )
        text = "Objective,Level,Department,Key result\nA,Department,{},B\n"
        _fields, result = self._import(text.format("Sales North"))
        [message] = result["messages"]
        self.assertIn("Several are called Sales North", message["message"])
        _fields, result = self._import(text.format("Board / Product / Sales North"))
        self.assertFalse(result["messages"])

    def test_the_cycle_of_the_own_company(self):
        """A first quarter of another company is not meant."""
        self.cycle.copy({"company_id": self.other_company.id, "name": self.cycle.name})
        self.admin.company_ids += self.other_company
        wizard = self.admin.with_context(
            allowed_company_ids=[self.company.id, self.other_company.id]
        )
        _fields, result = self._import(
            f"Objective,Cycle,Key result\nA,{self.cycle.name},B\n", user=wizard
        )
        self.assertFalse(result["messages"])
        objective = self.env["okr.objective"].browse(result["ids"])
        self.assertEqual(objective.cycle_id, self.cycle)

    def test_an_employee_imports_own_ones_only(self):
        """The rights are those of a form."""
        seller = self.users["seller"]
        _fields, result = self._import("Objective,Key result\nA,B\n", user=seller)
        self.assertEqual(self._ours().browse(result["ids"]).user_id, seller)
        _fields, result = self._import(
            "Objective,Level,Key result\nA,Company,B\n", user=seller
        )
        self.assertTrue(result["messages"])
        self.assertFalse(result["ids"])

    def test_the_file_to_begin_with(self):
        """The file that is offered goes through as it is, for every employee."""
        [template] = self.env["okr.objective"].get_import_templates()
        with file_open(template["template"].lstrip("/")) as file:
            text = file.read()
        fields, result = self._import(text, user=self.users["seller"])
        self.assertTrue(all(fields), fields)
        self.assertFalse(result["messages"])
        objectives = self.env["okr.objective"].browse(result["ids"])
        self.assertEqual([len(each.key_result_ids) for each in objectives], [3, 2])
        self.assertEqual(objectives[0].key_result_ids[1].direction, "decrease")

    def test_the_files_of_key_results_and_initiatives(self):
        """They go in as they are, where what they name is there."""
        seller = self.users["seller"]
        goal = self.env["okr.objective"].with_user(seller)
        goal = goal.create({"name": "The name of an objective that is there"})
        goal.key_result_ids = [
            Command.create({"name": "The name of a key result that is there"})
        ]
        for model, belongs_to in (
            ("okr.key.result", "objective_id"),
            ("okr.initiative", "key_result_id"),
        ):
            with self.subTest(model=model):
                [template] = self.env[model].get_import_templates()
                with file_open(template["template"].lstrip("/")) as file:
                    text = file.read()
                fields, result = self._import(text, user=seller, model=model)
                self.assertTrue(all(fields), fields)
                self.assertEqual(fields[0], belongs_to)
                self.assertFalse(result["messages"])
                self.assertEqual(len(result["ids"]), 2)

    def test_headers_in_vietnamese(self):
        """The words on a Vietnamese screen are headers, too, of each kind of file."""
        self.env["res.lang"]._activate_lang("vi_VN")
        self.env["ir.module.module"]._load_module_terms(["okr_module"], ["vi_VN"])
        reader = self.admin.with_context(lang="vi_VN")
        for model, names in (
            ("okr.objective", ["name", "level", "department_id", "user_id"]),
            (
                "okr.key.result",
                ["objective_id", "name", "metric_type", "start_value", "target_value"],
            ),
            ("okr.initiative", ["key_result_id", "name", "date_deadline", "user_id"]),
        ):
            with self.subTest(model=model):
                labels = reader.env[model].fields_get(names, ["string"])
                header = ",".join(labels[name]["string"] for name in names)
                _wizard, _headers, fields = self._columns(
                    f"{header}\nA{',' * (len(names) - 1)}\n",
                    user=reader,
                    model=model,
                    encoding="utf-8",
                )
                self.assertEqual(fields, names)

    def test_no_technical_fields(self):
        """People are offered what they write, not what the system keeps."""
        tree = self.env["base_import.import"].get_fields_tree("okr.objective")
        names = {each["name"] for each in tree}
        self.assertLessEqual({"name", "level", "key_result_ids", "cycle_id"}, names)
        self.assertFalse(names & {"color", "parent_path", "level_rank"})
        self.assertFalse([each for each in names if each.startswith("message_")])
        [parts] = [each for each in tree if each["name"] == "key_result_ids"]
        Model = self.env["okr.key.result"]
        self.assertFalse(
            [
                each["name"]
                for each in parts["fields"]
                if each["name"] in Model._fields
                and Model._is_technical_field(Model._fields[each["name"]])
            ]
        )
