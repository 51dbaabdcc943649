from dataclasses import dataclass


@dataclass
class Goal:
    """A goal definition with the attributes of a KPI that counts records."""

    display_name: str
    model_name: str
    domain: list
    #: count or sum
    aggregate: str
    measure_name: str
    date_name: str
    date_is_datetime: bool
    nature: str
    company_path: str
    without_company: bool
    user_path: str
    #: the user path leads to the person's contact
    by_partner: bool
    min_group_size: int
    department_path: str = ""
    team_path: str = ""
    person_path: str = ""
    date_end_name: str = ""
    date_end_counts: bool = False

    def __post_init__(self):
        self.person_path = self.user_path

    def __getitem__(self, name):
        return getattr(self, name)

    def _domain_list(self):
        return list(self.domain)
