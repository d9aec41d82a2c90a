#include "engine/run/verify/kept.h"

#include <string.h>

#include "engine/run/verify/figures.h"
#include "engine/store/proof/proof.h"
#include "reports/documents/libraries.h"
#include "reports/mail/message.h"
#include "reports/output_file.h"
#include "reports/pdf/read.h"
#include "reports/workbook/cells.h"

/* By what a file is held against the one that is made again. */
enum ground {
    BY_BYTES,  /* the program and its libraries are those of the issue */
    BY_TEXT,   /* the program alone is: what files say, however it is packed */
    BY_FIGURES /* neither: numbers, accounts and amounts, for words may be others */
};

struct kept {
    struct verify *verify;
    const struct issue_head *head;
    const char *name;
    const struct issue_job *again;
    GArray *documents; /* struct issued_document, by number */
    GArray *files;     /* struct issue_file, by path */
    enum ground ground;
    guint same;          /* files whose bytes are the same */
    guint alike;         /* that say the same in other bytes */
    GString *alike_name; /* the first of them */
    guint unread;        /* whose words only this program's own version can be held against */
};

/* ---- what a file says ------------------------------------------------------------------------- */

/* A file as it is made again; NULL where it cannot be read. */
static GBytes *made_bytes(const struct kept *kept, const char *path, GError **error)
{
    g_autofree char *full = g_build_filename(kept->again->now.directory.working_path, path, NULL);
    char *contents = NULL;
    gsize size = 0;
    return g_file_get_contents(full, &contents, &size, error) ? g_bytes_new_take(contents, size)
                                                              : NULL;
}

static void pdf_text_add(GString *text, GBytes *bytes)
{
    g_autoptr(GPtrArray) streams = pdf_streams_read(bytes);
    for (guint i = 0; i < streams->len; i++) {
        gsize size = 0;
        const char *data = g_bytes_get_data(g_ptr_array_index(streams, i), &size);
        g_string_append_len(text, data, (gssize)size);
    }
}

/* False: it is no such message. */
static bool message_text_add(GString *text, GBytes *bytes)
{
    g_auto(message_contents) message = {0};
    if (!message_read(bytes, &message, NULL)) {
        return false;
    }
    g_string_append_printf(text, "%s\n%s\n%s\n%s\n%s\n", message.from, message.to, message.subject,
                           message.attachment, message.text);
    pdf_text_add(text, message.document);
    return true;
}

/* Of files that are text, or packed text. The caller frees. */
static char *file_text(const char *path, GBytes *bytes)
{
    GString *text = g_string_new(NULL);
    gsize size = 0;
    const char *data = g_bytes_get_data(bytes, &size);
    if (g_str_has_suffix(path, ".pdf")) {
        pdf_text_add(text, bytes);
    } else if (!(g_str_has_suffix(path, ".xlsx") && workbook_cells_read(bytes, text)) &&
               !(g_str_has_suffix(path, ".eml") && message_text_add(text, bytes))) {
        g_string_append_len(text, data, (gssize)size);
    }
    return g_string_free(text, FALSE);
}

static const struct issued_document *document_of(const struct kept *kept, const char *path)
{
    for (guint i = 0; i < kept->documents->len; i++) {
        const struct issued_document *document =
            &g_array_index(kept->documents, struct issued_document, i);
        if (strcmp(document->path, path) == 0) {
            return document;
        }
    }
    return NULL;
}

/* register.csv, as it is kept. */
static GBytes *register_bytes(const struct kept *kept, GError **error)
{
    for (guint i = 0; i < kept->files->len; i++) {
        const struct issue_file *file = &g_array_index(kept->files, struct issue_file, i);
        if (strcmp(file->path, "register.csv") == 0) {
            return store_issue_file_bytes(kept->verify->store, file->row, error);
        }
    }
    return g_bytes_new(NULL, 0);
}

/* ret_difference: NULL where the figures are the same, else what is not; "" where they are not compared.
 * The caller frees. */
static bool figures_compare(const struct kept *kept, const char *path, GBytes *was, GBytes *is,
                            char **ret_difference, GError **error)
{
    const struct issued_document *document = document_of(kept, path);
    if (g_str_has_suffix(path, ".xlsx")) {
        g_autoptr(GBytes) pay_register = register_bytes(kept, error);
        *ret_difference = pay_register ? figures_of_workbook(was, pay_register) : NULL;
        return pay_register != NULL;
    }
    *ret_difference = document                         ? figures_of_document(document, was)
                      : g_str_has_suffix(path, ".csv") ? figures_of_table(was, is)
                      : g_str_has_suffix(path, ".aba") ? figures_of_bank_file(was, is)
                                                       : g_strdup("");
    return true;
}

/* Likewise of what both say. */
static char *texts_differ(const char *path, GBytes *was, GBytes *is)
{
    g_autofree char *before = file_text(path, was);
    g_autofree char *after = file_text(path, is);
    return strcmp(before, after) == 0 ? NULL : g_strdup("what it says is something else");
}

/* ---- one file --------------------------------------------------------------------------------- */

/* Its bytes are others. */
static bool file_compare(struct kept *kept, const struct issue_file *file, GError **error)
{
    GPtrArray *findings = kept->verify->findings;
    g_autoptr(GBytes) was = store_issue_file_bytes(kept->verify->store, file->row, error);
    g_autoptr(GBytes) is = was ? made_bytes(kept, file->path, error) : NULL;
    if (!is) {
        return false;
    }
    if (strcmp(file->path, "manifest.json") == 0 && kept->ground != BY_BYTES) {
        kept->unread++; /* it names bytes; what else it says the seals are checked for */
        return true;
    }
    g_autofree char *difference = NULL;
    if (kept->ground != BY_FIGURES) {
        difference = kept->ground == BY_BYTES ? g_strdup("its bytes are others")
                                              : texts_differ(file->path, was, is);
    } else if (!figures_compare(kept, file->path, was, is, &difference, error)) {
        return false;
    }
    if (!difference) {
        g_string_append(kept->alike_name, kept->alike++ == 0 ? file->path : "");
    } else if (difference[0] == '\0') {
        kept->unread++;
    } else {
        finding_add(findings, "%s computed again: %s that is kept is not what is made again: %s",
                    kept->name, file->path, difference);
    }
    return true;
}

static bool files_compare(struct kept *kept, GError **error)
{
    output_hashes *hashes = kept->again->now.hashes;
    g_autoptr(GHashTable) known = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GPtrArray) made =
        output_files_list(kept->again->now.directory.working_path, NULL, error);
    bool good = made != NULL;
    for (guint i = 0; good && i < made->len; i++) {
        g_hash_table_add(known, g_ptr_array_index(made, i));
    }
    for (guint i = 0; good && i < kept->files->len; i++) {
        const struct issue_file *file = &g_array_index(kept->files, struct issue_file, i);
        struct output_hash hash = {0};
        if (!g_hash_table_remove(known, file->path)) {
            finding_add(kept->verify->findings, "%s computed again: %s is kept, and not made again",
                        kept->name, file->path);
        } else if (!output_hashes_add(hashes, file->path, &hash, error)) {
            good = false;
        } else if (strcmp(hash.sha256, file->sha256) == 0) {
            kept->same++;
        } else {
            good = file_compare(kept, file, error);
        }
    }
    g_autoptr(GList) more = g_list_sort(g_hash_table_get_keys(known), (GCompareFunc)strcmp);
    for (const GList *at = more; good && at; at = at->next) {
        /* Another version may have made fewer; that none is lost the seals say. */
        if (kept->ground != BY_FIGURES) {
            finding_add(kept->verify->findings, "%s computed again: %s is made again, and not kept",
                        kept->name, (const char *)at->data);
        }
    }
    return good;
}

/* ---- all of them -------------------------------------------------------------------------------- */

static bool ground_find(struct kept *kept, const char *libraries, char **ret_before, GError **error)
{
    *ret_before = NULL;
    if (strcmp(kept->head->program_version, RCTI_VERSION) != 0) {
        kept->ground = BY_FIGURES;
        return true;
    }
    if (!store_issue_libraries_load(kept->verify->store, kept->head->seq, ret_before, error)) {
        return false;
    }
    kept->ground = strcmp(*ret_before, libraries) == 0 ? BY_BYTES : BY_TEXT;
    return true;
}

static void ground_tell(const struct kept *kept, const char *libraries, const char *before)
{
    GPtrArray *notes = kept->verify->notes;
    g_autofree char *alike = kept->alike == 0
                                 ? g_strdup("")
                                 : g_strdup_printf(" (%s%s)", kept->alike_name->str,
                                                   kept->alike > 1 ? " and others" : "");
    kept->verify->files_same += kept->same;
    if (kept->ground == BY_BYTES || (kept->alike == 0 && kept->unread == 0)) {
        return;
    }
    if (kept->ground == BY_TEXT) {
        finding_add(notes,
                    "%s was made with %s, and is made again with %s: %u of its files are the same "
                    "to the byte, %u say the same in other bytes%s",
                    kept->name, before && before[0] ? before : "libraries that it does not name",
                    libraries, kept->same, kept->alike, alike);
        return;
    }
    finding_add(notes,
                "%s was made by rcti %s and is computed again by rcti " RCTI_VERSION
                ": verdicts, minutes and amounts are compared, not the words; %u of its files are "
                "the same to the byte, %u have the same numbers, accounts and amounts%s, %u "
                "were not compared",
                kept->name, kept->head->program_version, kept->same, kept->alike, alike,
                kept->unread);
}

bool kept_files_compare(struct verify *verify, const struct issue_head *head, const char *name,
                        const struct issue_job *again, GError **error)
{
    g_autoptr(GArray) documents = g_array_new(FALSE, TRUE, sizeof(struct issued_document));
    g_autoptr(GArray) files = g_array_new(FALSE, TRUE, sizeof(struct issue_file));
    g_autoptr(GStringChunk) strings = g_string_chunk_new(16384);
    g_autofree char *libraries = libraries_used(again->now.run->setup.fonts);
    g_autofree char *before = NULL;
    struct kept kept = {.verify = verify,
                        .head = head,
                        .name = name,
                        .again = again,
                        .documents = documents,
                        .files = files,
                        .alike_name = g_string_new(NULL)};
    const bool good = ground_find(&kept, libraries, &before, error) &&
                      store_documents_load(verify->store, head->seq, documents, strings, error) &&
                      store_issue_files_load(verify->store, head->seq, files, strings, error) &&
                      files_compare(&kept, error);
    if (good) {
        ground_tell(&kept, libraries, before);
    }
    g_string_free(kept.alike_name, TRUE);
    return good;
}
