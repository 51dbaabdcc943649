from . import gamification_goal_definition, okr_kpi
