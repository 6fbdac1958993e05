"""How good the answers are: retrieval, reading, citation and abstention, measured on question files.

asked.py, json_lines.py, squad.py   a question file -> questions with what is known to be right
gold.py              the articles and spans of an archive that this names
asking.py            questions -> records: what was found, said and cited, and what each scored
retrieval.py, reading.py, citing.py, entailment.py    the measures of one question
intervals.py, statistics.py            from the scores of many to figures with intervals
report.py, comparing.py                figures of one run; what changed between two
journal.py           what a stopped run had done
"""

__all__: list[str] = []
