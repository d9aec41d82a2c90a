#include "engine/run/explain/pack.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "engine/run/correct/change_words.h"
#include "engine/run/correct/decided.h"
#include "engine/run/results/directory.h"
#include "engine/store/sha256.h"
#include "reports/output_file.h"
#include "reports/text.h"

struct pack {
    const struct pack_order *order;
    const struct explanation *explanation;
    const char *partner_id;
    GString *seals; /* seal.txt */
    GString *sums;  /* SHA256SUMS */
    GPtrArray *files;
    GArray *decisions; /* struct decision: the partner's */
    GStringChunk *strings;
};

/* ---- files ----------------------------------------------------------------------------------- */

static bool directory_make(const char *path, GError **error)
{
    return g_mkdir(path, 0700) == 0 || output_file_set_error(error, path, "making it", errno);
}

/* With its line in SHA256SUMS. */
static bool file_write(struct pack *pack, const char *name, const void *bytes, size_t size,
                       GError **error)
{
    g_autofree char *path = g_build_filename(pack->order->directory, name, NULL);
    char sha256[SHA256_TEXT_SIZE];
    sha256_of(bytes, size, sha256);
    g_string_append_printf(pack->sums, "%s  %s\n", sha256, name);
    g_ptr_array_add(pack->files, g_strdup(name));
    return output_file_write(path, bytes, size, error);
}

/* ---- the partner's own rows ------------------------------------------------------------------ */

/* The end of a record of a CSV file, behind its line end. */
static const char *record_end(const char *at, const char *end)
{
    for (bool quoted = false; at < end; at++) {
        quoted ^= *at == '"';
        if (*at == '\n' && !quoted) {
            return at + 1;
        }
    }
    return end;
}

/* The fields of a record, without quotation marks. */
static GPtrArray *record_fields(const char *at, const char *end)
{
    GPtrArray *fields = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GString) field = g_string_new(NULL);
    bool quoted = false;
    for (; at < end && (quoted || (*at != '\r' && *at != '\n')); at++) {
        if (*at == '"' && quoted && at + 1 < end && at[1] == '"') {
            g_string_append_c(field, *at++);
        } else if (*at == '"') {
            quoted = !quoted;
        } else if (*at == ',' && !quoted) {
            g_ptr_array_add(fields, g_strdup(field->str));
            g_string_truncate(field, 0);
        } else {
            g_string_append_c(field, *at);
        }
    }
    g_ptr_array_add(fields, g_strdup(field->str));
    return fields;
}

static guint column_of(const GPtrArray *headings, const char *name)
{
    guint index = G_MAXUINT;
    g_ptr_array_find_with_equal_func((GPtrArray *)headings, name, g_str_equal, &index);
    return index;
}

static const char *field_of(const GPtrArray *headings, const GPtrArray *fields, const char *name)
{
    const guint column = column_of(headings, name);
    return column < fields->len ? g_ptr_array_index(fields, column) : "";
}

/* Reviews that name whoever else has the same account, ABN or address. */
static bool names_another(const char *code)
{
    static const enum exception_code codes[] = {EXCEPTION_SHARED_ACCOUNT, EXCEPTION_DUPLICATE_ABN,
                                                EXCEPTION_DUPLICATE_EMAIL,
                                                EXCEPTION_OWES_UNDER_ANOTHER_ID};
    bool found = false;
    for (size_t i = 0; i < G_N_ELEMENTS(codes); i++) {
        found = found || strcmp(code, exception_words[codes[i]]) == 0;
    }
    return found;
}

/* Of such a row only what it is. */
static void row_append(GString *rows, const GPtrArray *headings, const GPtrArray *fields,
                       const char *record, const char *end)
{
    if (!names_another(field_of(headings, fields, "code"))) {
        g_string_append_len(rows, record, end - record);
        return;
    }
    for (guint i = 0; i < fields->len; i++) {
        const bool told = i == column_of(headings, "severity") ||
                          i == column_of(headings, "code") ||
                          i == column_of(headings, "partner_id");
        g_string_append(rows, i > 0 ? "," : "");
        text_append_csv(rows, told ? g_ptr_array_index(fields, i) : "");
    }
    g_string_append(rows, "\r\n");
}

static void id_remove(GString *text, const char *before, const char *id, const char *after)
{
    g_autofree char *escaped = g_regex_escape_string(id, -1);
    g_autofree char *pattern = g_strconcat(before, escaped, after, NULL);
    g_autoptr(GRegex) regex = g_regex_new(pattern, 0, 0, NULL);
    g_autofree char *told =
        regex ? g_regex_replace_literal(regex, text->str, (gssize)text->len, 0, "", 0, NULL) : NULL;
    g_string_assign(text, told ? told : text->str);
}

/* Of decisions only their tickets: among evidence their ids go, in reasons what stands for them. */
static void decisions_hide(const struct pack *pack, GString *rows)
{
    g_autofree char *told = reason_for_partner(rows->str, pack->decisions);
    bool found = false;
    for (guint i = 0; i < pack->decisions->len; i++) {
        const char *id = g_array_index(pack->decisions, struct decision, i).decision_id;
        found = found || strstr(rows->str, id);
    }
    if (found) {
        g_string_assign(rows, told);
    }
    for (guint i = 0; found && i < pack->decisions->len; i++) {
        const char *id = g_array_index(pack->decisions, struct decision, i).decision_id;
        id_remove(rows, ";", id, "(?=[;,\"\r\n])");
        id_remove(rows, "(?<=[,\"])", id, "(?:;|(?=[,\"\r\n]))");
    }
}

/* The heading and the partner's rows of a table that an issue wrote; with `period` only those of it.
 * The caller frees. */
static GString *own_rows(const struct pack *pack, GBytes *table, const char *period)
{
    gsize size = 0;
    const char *at = g_bytes_get_data(table, &size);
    const char *end = at + size;
    GString *rows = g_string_new(NULL);
    const char *next = record_end(at, end);
    g_autoptr(GPtrArray) headings = record_fields(at, next);
    g_string_append_len(rows, at, next - at);
    for (at = next; at < end; at = next) {
        next = record_end(at, end);
        g_autoptr(GPtrArray) fields = record_fields(at, next);
        if (strcmp(field_of(headings, fields, "partner_id"), pack->partner_id) == 0 &&
            (!period || strcmp(field_of(headings, fields, "period"), period) == 0)) {
            row_append(rows, headings, fields, at, next);
        }
    }
    decisions_hide(pack, rows);
    return rows;
}

/* ---- an issue -------------------------------------------------------------------------------- */

/* Which of an issue's tables are of the month: of its own issues all that name partners, of later ones
 * what adjusted it. */
static bool table_is_wanted(const char *path, bool is_own)
{
    static const char *const own[] = {"register.csv",    "lines.csv",      "slots.csv", "adhoc.csv",
                                      "unscheduled.csv", "exceptions.csv", NULL};
    return strcmp(path, "adjustments.csv") == 0 || (is_own && g_strv_contains(own, path));
}

static bool table_write(struct pack *pack, const struct issue_head *head,
                        const struct issue_file *file, bool is_own, GError **error)
{
    const char *period = pack->explanation->run->period_text;
    const bool by_period = strcmp(file->path, "adjustments.csv") == 0;
    g_autoptr(GBytes) bytes = store_issue_file_bytes(pack->order->store, file->row, error);
    g_autoptr(GString) rows = bytes ? own_rows(pack, bytes, by_period ? period : NULL) : NULL;
    g_autofree char *name =
        is_own ? g_strdup_printf("tables/issue-%d-%s", head->issue, file->path)
               : g_strdup_printf("tables/%s-issue-%d-%s", text_period(TEXT_ROOM, head->period),
                                 head->issue, file->path);
    return rows && file_write(pack, name, rows->str, rows->len, error);
}

static bool is_documents(const struct pack *pack, const struct issue_file *file, const char **ret)
{
    const struct explained_money *sums = &pack->explanation->money;
    g_autofree char *name = g_path_get_basename(file->path);
    for (size_t i = 0; i < sums->document_count; i++) {
        const char *number = sums->documents[i].number;
        if (g_str_has_prefix(file->path, "documents/") && g_str_has_prefix(name, number) &&
            strcmp(name + strlen(number), ".pdf") == 0) {
            *ret = file->path;
            return true;
        }
    }
    return false;
}

/* Whether a document of the month was made by it. */
static bool issue_concerns(const struct pack *pack, const GArray *files)
{
    const char *path = NULL;
    bool found = false;
    for (guint i = 0; i < files->len; i++) {
        found = found || is_documents(pack, &g_array_index(files, struct issue_file, i), &path);
    }
    return found;
}

static bool issue_files_write(struct pack *pack, const struct issue_head *head, const GArray *files,
                              bool is_own, GError **error)
{
    bool done = true;
    for (guint i = 0; done && i < files->len; i++) {
        const struct issue_file *file = &g_array_index(files, struct issue_file, i);
        const char *path = NULL;
        if (is_documents(pack, file, &path)) {
            g_autoptr(GBytes) bytes = store_issue_file_bytes(pack->order->store, file->row, error);
            gsize size = 0;
            const void *data = bytes ? g_bytes_get_data(bytes, &size) : NULL;
            done = bytes && file_write(pack, path, data, size, error);
        } else if (table_is_wanted(file->path, is_own)) {
            done = table_write(pack, head, file, is_own, error);
        }
    }
    return done;
}

static void seal_append(struct pack *pack, const struct issue_head *head, const GArray *links)
{
    for (guint i = 0; i < links->len; i++) {
        const struct store_link *link = &g_array_index(links, struct store_link, i);
        if (link->seq == head->seq) {
            g_string_append_printf(pack->seals, "Issue %d of %s, %s\n  seal %s\n", head->issue,
                                   text_period((char[TEXT_SIZE]){0}, head->period),
                                   text_date_words(TEXT_ROOM, head->issue_date), link->seal);
        }
    }
}

static bool issues_write(struct pack *pack, GError **error)
{
    store *store = pack->order->store;
    const struct period period = pack->explanation->run->period;
    g_autoptr(GArray) heads = g_array_new(FALSE, TRUE, sizeof(struct issue_head));
    g_autoptr(GArray) links = g_array_new(FALSE, TRUE, sizeof(struct store_link));
    bool done = store_issues_load(store, NULL, heads, pack->strings, error) &&
                store_links_load(store, links, pack->strings, error);
    for (guint i = 0; done && i < heads->len; i++) {
        const struct issue_head *head = &g_array_index(heads, struct issue_head, i);
        const bool is_own = day_compare(head->period.first, period.first) == 0;
        g_autoptr(GArray) files = g_array_new(FALSE, TRUE, sizeof(struct issue_file));
        done = store_issue_files_load(store, head->seq, files, pack->strings, error);
        if (done && (is_own || issue_concerns(pack, files))) {
            seal_append(pack, head, links);
            done = issue_files_write(pack, head, files, is_own, error);
        }
    }
    return done;
}

/* ---- the pack -------------------------------------------------------------------------------- */

static const char how_to_check[] =
    "\nHow to check\n"
    "  sha256sum -c SHA256SUMS\n"
    "      the files of this pack are as they were when it was made\n"
    "  rcti verify --document documents/NUMBER.pdf\n"
    "      the document is, byte for byte, one that was issued from the store\n"
    "  rcti verify --against SEAL\n"
    "      the store still has that issue, nothing of it or before it was changed, and its\n"
    "      months come out the same when they are worked out again\n";

static bool all_write(struct pack *pack, GError **error)
{
    const struct pack_order *order = pack->order;
    g_autofree char *documents = g_build_filename(order->directory, "documents", NULL);
    g_autofree char *tables = g_build_filename(order->directory, "tables", NULL);
    g_autofree char *sums = g_build_filename(order->directory, "SHA256SUMS", NULL);
    if (!directory_make(documents, error) || !directory_make(tables, error) ||
        !issues_write(pack, error)) {
        return false;
    }
    if (pack->seals->len == 0) {
        g_string_append(pack->seals, "The month is not issued: there is no seal yet.\n");
    }
    g_string_append(pack->seals, how_to_check);
    return file_write(pack, "letter.txt", order->letter, strlen(order->letter), error) &&
           file_write(pack, "explanation.json", order->json, strlen(order->json), error) &&
           file_write(pack, "seal.txt", pack->seals->str, pack->seals->len, error) &&
           output_file_write(sums, pack->sums->str, pack->sums->len, error);
}

bool pack_write(const struct pack_order *order, const struct explanation *explanation,
                GPtrArray *files, GError **error)
{
    g_autoptr(GString) seals = g_string_new(NULL);
    g_autoptr(GString) sums = g_string_new(NULL);
    g_autoptr(GArray) decisions = g_array_new(FALSE, FALSE, sizeof(struct decision));
    g_autoptr(GStringChunk) strings = g_string_chunk_new(4096);
    struct pack pack = {.order = order,
                        .explanation = explanation,
                        .partner_id = explanation->report->supplier.partner_id,
                        .seals = seals,
                        .sums = sums,
                        .files = files,
                        .decisions = decisions,
                        .strings = strings};
    if (!decided_of_partner(order->store, pack.partner_id, decisions, strings, error) ||
        !directory_make(order->directory, error)) {
        return false;
    }
    if (!all_write(&pack, error)) {
        tree_remove(order->directory);
        return false;
    }
    g_ptr_array_add(files, g_strdup("SHA256SUMS"));
    g_ptr_array_sort(files, text_order);
    return true;
}
