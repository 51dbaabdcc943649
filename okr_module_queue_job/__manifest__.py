{
    "name": "OKR: Job Queue",
    "summary": "Several workers, on several machines, refresh linked key results",
    "version": "19.0.1.0.0",
    "development_status": "Beta",
    "category": "Human Resources/OKR",
    "author": "OKR module founders",
    "license": "LGPL-3",
    "auto_install": True,
    "depends": ["okr_module", "queue_job"],
    "data": ["data/queue_job_data.xml"],
}
