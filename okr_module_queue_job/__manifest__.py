{
    "name": "OKR: Job Queue",
    "summary": "Several workers, on several machines, refresh linked key results",
    "version": "19.0.1.0.0",
    "category": "Human Resources/OKR",
    "license": "LGPL-3",
    "author": "OKR module founders",
    "depends": ["okr_module", "queue_job"],
    "data": ["data/queue_job_data.xml"],
    "auto_install": True,
}
