"""The chain behind a document: what belongs together, in order of time, with the cells that say so (docs/chain.md)."""

from __future__ import annotations

from auditcheck.evidence.graph.chain import SCHEMA, add_findings, chain_of

__all__ = ["SCHEMA", "add_findings", "chain_of"]
