"""For developers of auditcheck: translations and generated documentation. Not part of the package."""
