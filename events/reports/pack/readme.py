"""♥ What stands at the head of a pack, in both languages: what is inside, and how to check it."""

README = """# 审计包 · Auditor's pack

## 怎样核验
需要 Python 3.8 或更新版本，不需要网络，也不需要任何其他软件：

    python3 check_pack.py

在解压后的文件夹中运行，或写 `python3 check_pack.py 审计包.zip`。它逐项回答，全部成立时退出码为 0：

1. 每个文件的 SHA-256 与 `manifest.json` 相同，不多也不少；
2. `log/checkpoint` 由 `keys.json` 中的日志公钥签名；有流水或注销的包必有检查点；
3. `log/entries.jsonl` 的每一条都在该检查点之下（经 `log/tile/` 各级瓦片算到根），无一例外；
4. `ledger/journal.csv` 的收支与账户余额一致，`ledger/retirements.csv` 中没有一克出现两次，
   两表各行的账户、批次与区间与日志条目所载相同；
5. 每版清单、声明、见证、证据的 SHA-256 与记录相同，清单总量等于各行之和；
6. 每份核查陈述的签名有效。

请从另一渠道取得 `keys.json` 再比对：`/verify/keys.json`。外部登记簿的注销请到该登记簿查询。`verify.py` 核验单张证书。

## How to check it
Needs Python 3.8 or newer, no network and nothing else:

    python3 check_pack.py

in the unpacked folder, or `python3 check_pack.py pack.zip`. It answers line by line and ends with status 0 if all
holds:

1. each file has the SHA-256 of `manifest.json`, and there are no more and no fewer;
2. `log/checkpoint` is signed by a key of the log in `keys.json`; a pack with movements or retirements has one;
3. each entry of `log/entries.jsonl` is under that checkpoint, by the tiles in `log/tile/` up to the root, without
   exception;
4. `ledger/journal.csv` adds up to the accounts, no gram stands twice in `ledger/retirements.csv`, and the rows of both
   name the accounts, batches and ranges of their entries in the log;
5. inventories, declarations, witnessings and evidence have the SHA-256 that is recorded of them, and each inventory's
   total is the sum of its lines;
6. each verification statement's signature is good.

Fetch `keys.json` by another way as well and compare: `/verify/keys.json`. Look retirements in outside registries up
there. `verify.py` checks a single certificate.

## 内容 · What is inside

| 文件 · file | 内容 · what it is |
|---|---|
| `ledger/` | 账户、流水、注销区间、批次、凑整池 · accounts, journal, retired ranges, batches, pools |
| `log/` | 公开日志的条目、检查点、瓦片 · entries of the public log, checkpoint, tiles |
| `approvals.csv` | 谁提议、谁决定、何时 · who proposed, who decided, when |
| `course.csv`, `team.csv` | 活动的每一步，参与人员 · each step of the event, its team |
| `inventories/`, `factors/` | 各版清单、所用因子 · versions, in the bytes of their SHA-256; factors |
| `evidence/` | 证据文件及其 SHA-256 · evidence files and their SHA-256 |
| `verifications.json`, `statements/` | 抽查、问题、签名的陈述 · samples, findings, signed statements |
| `declarations/`, `witnessings/`, `declared.csv` | 声明与见证 · declarations and witnessings |
| `measures.csv`, `donations.csv`, `attendance.csv`, `balance.json`, `taking-part.json` | 其余各室 · the other rooms |
| `reports/` | 已生成的报告 · reports that were made |

观众的姓名与旅程代码不在其中。No spectator's name and no journey's code is in it.
"""
