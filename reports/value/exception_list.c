#include "reports/value/exception_list.h"

#include <string.h>

enum { STRING_BLOCK_BYTES = 65536 };

struct exception_list {
    GArray *rows; /* of struct exception_row */
    GStringChunk *strings;
    size_t severity_counts[SEVERITY_INFO + 1];
};

exception_list *exception_list_new(void)
{
    exception_list *list = g_new0(exception_list, 1);
    list->rows = g_array_new(FALSE, FALSE, sizeof(struct exception_row));
    list->strings = g_string_chunk_new(STRING_BLOCK_BYTES);
    return list;
}

void exception_list_free(exception_list *list)
{
    if (!list) {
        return;
    }
    g_array_free(list->rows, TRUE);
    g_string_chunk_free(list->strings);
    g_free(list);
}

/* Codes, partners and most messages come again and again: each is kept once. */
static const char *keep(exception_list *list, const char *text)
{
    return text[0] == '\0' ? "" : g_string_chunk_insert_const(list->strings, text);
}

static void add_row(exception_list *list, const struct exception_row *row)
{
    struct exception_row kept = {.severity = row->severity,
                                 .code = keep(list, row->code),
                                 .partner_id = keep(list, row->partner_id),
                                 .subject = keep(list, row->subject),
                                 .message = keep(list, row->message),
                                 .detail = keep(list, row->detail),
                                 .source = keep(list, row->source)};
    g_array_append_val(list->rows, kept);
    list->severity_counts[row->severity]++;
}

void exception_list_add(exception_list *list, enum exception_code code, const char *partner_id,
                        const char *subject, const char *detail, const char *source)
{
    const char *text = exception_text(code);
    g_autofree char *message =
        detail[0] == '\0' ? g_strdup(text) : g_strdup_printf("%s (%s)", text, detail);
    struct exception_row row = {.severity = exception_severity(code),
                                .code = exception_code_name(code),
                                .partner_id = partner_id,
                                .subject = subject,
                                .message = message,
                                .detail = detail,
                                .source = source};
    add_row(list, &row);
}

void exception_list_add_report(exception_list *list, const struct partner_report *report)
{
    for (size_t i = 0; i < report->exception_count; i++) {
        add_row(list, &report->exceptions[i]);
    }
}

static int compare_rows(const void *a, const void *b)
{
    const struct exception_row *left = a;
    const struct exception_row *right = b;
    int order = strcmp(severity_name(left->severity), severity_name(right->severity));
    order = order != 0 ? order : strcmp(left->code, right->code);
    order = order != 0 ? order : strcmp(left->partner_id, right->partner_id);
    order = order != 0 ? order : strcmp(left->subject, right->subject);
    order = order != 0 ? order : strcmp(left->message, right->message);
    return order != 0 ? order : strcmp(left->source, right->source);
}

void exception_list_sort(exception_list *list)
{
    g_array_sort(list->rows, compare_rows);
}

size_t exception_list_count(const exception_list *list)
{
    return list->rows->len;
}

size_t exception_list_count_severity(const exception_list *list, enum severity severity)
{
    return list->severity_counts[severity];
}

const struct exception_row *exception_list_row(const exception_list *list, size_t index)
{
    return &g_array_index(list->rows, struct exception_row, index);
}
