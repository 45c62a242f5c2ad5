"""The `doudi` command: assess without a database, look things up, and look after the office.

Each command imports what it needs when it runs, so that `doudi facts` and `doudi assess` start at
once and never touch Django.
"""

import click

from doudi.cli import assess, clauses, facts, office, policy, simulate, standards


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="doudi", message="%(prog)s %(version)s")
def main() -> None:
    """兜底：社会救助规则计算与办理。

    不需要数据库的命令：facts、programmes、standards、policy、assess、nest、simulate、clauses。
    其余命令使用本机的办理系统（见 docs/settings.md）。
    """


for command in (
    facts.facts,
    standards.programmes,
    standards.standards,
    policy.policy,
    assess.assess,
    assess.nest,
    simulate.simulate,
    clauses.clauses,
    office.replay,
    office.audit,
    office.serve,
    office.worker,
    office.demo,
    office.verify_letter,
    office.public_key,
):
    main.add_command(command)
