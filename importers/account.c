#include "importers/account.h"

#include "importers/text/issue.h"

const char *account_section(const char *pass, const char *file, GStringChunk *strings)
{
    return issue_print(strings, SOURCE_READ "%s: %s", pass, file);
}

void account_add(const struct account *account, const char *what, const char *theirs,
                 const char *ours, uint32_t count)
{
    const struct source_row row = {
        .file = account->file,
        .section = account->section,
        .key = issue_print(account->strings, "%s%s%s", what, *theirs ? ": " : "", theirs),
        .value = g_string_chunk_insert(account->strings, ours),
        .count = count,
        .source = {.line = account->base}};
    g_array_append_val(account->rows, row);
}

void account_lines(const struct account *account, const struct csv_summary *summary,
                   const struct record_counts *counts, uint32_t explained)
{
    const uint32_t told = counts->used + counts->other + counts->aside + counts->unasked;
    const uint32_t without = summary->record_count - told - explained;
    const uint32_t others = summary->title_lines + summary->heading_lines + summary->blank_lines +
                            summary->skipped_lines + summary->record_count;
    const struct {
        const char *what;
        const char *why;
        uint32_t count;
    } lines[] = {
        {SOURCE_LINES, "", summary->line_count},
        {"lines above the headings", "", summary->title_lines},
        {"lines of headings", "", summary->heading_lines},
        {"lines that are blank", "", summary->blank_lines},
        {"lines skipped", summary->skipped_text ? summary->skipped_text : "",
         summary->skipped_lines},
        {"lines used", "", counts->used},
        {"lines of another period", "", counts->other},
        {"lines set aside", "", counts->aside},
        {"lines of partners not asked for", "", counts->unasked},
        {"lines without a row", "", without},
        {"lines within a row", "", summary->line_count - MIN(others, summary->line_count)},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
        if (i == 0 || lines[i].count > 0) {
            account_add(account, lines[i].what, "", lines[i].why, lines[i].count);
        }
    }
}
