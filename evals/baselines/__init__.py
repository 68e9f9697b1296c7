"""What people would use instead, asked the same questions over the same documents and judged by the same rules.

None of them counts, filters or refuses: each gives its best few rows, whatever was asked.
"""
