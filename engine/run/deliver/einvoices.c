#include "engine/run/deliver/einvoices.h"

#include "reports/einvoice/einvoice.h"
#include "reports/output_file.h"
#include "reports/text.h"

/* ---- which --------------------------------------------------------------------------------------- */

static void refusal_tell(const struct document *document, struct partner_report *report)
{
    const struct document_content content = document_content_of(document);
    const char *refusal = einvoice_refusal(document);
    if (refusal) {
        g_autofree char *detail =
            g_strdup_printf("%s%s%s: %s", content.title, content.adjustment ? " of " : ", ",
                            text_month_words(TEXT_ROOM, content.period), refusal);
        partner_report_add_exception(report, EXCEPTION_NO_EINVOICE, detail);
    }
}

/* Who the void document named, where it had an e-invoice that can be taken back whole. `told`: the report that is
 * told where it cannot. */
static bool voided_load(store *store, struct partner_report *report, struct partner_report *told,
                        GError **error)
{
    g_autoptr(GStringChunk) strings = g_string_chunk_new(256);
    struct issued_document document = {0};
    bool found = false;
    bool whole = false;
    if (report->replaces[0] == '\0') {
        return true;
    }
    if (!store_einvoice_document_load(store, report->replaces, &found, &whole, &document, strings,
                                      error)) {
        return false;
    }
    if (found && whole) {
        partner_report_keep_voided(report, &document.supplier);
    } else if (found) {
        g_autofree char *detail = g_strdup_printf(
            "%s-V: a note that adjusted %s did not go as an e-invoice; take back by hand what did",
            report->replaces, report->replaces);
        partner_report_add_exception(told, EXCEPTION_NO_EINVOICE, detail);
    }
    return true;
}

bool einvoices_decide(store *store, const struct partner_month *month, const struct report_run *run,
                      struct partner_report *report, GError **error)
{
    struct document document = {.run = run, .report = report};
    report->einvoice = partner_month_row(month)->einvoice == ANSWER_YES;
    bool good = voided_load(store, report, report, error);
    if (report->einvoice && report->document != DOCUMENT_NONE) {
        refusal_tell(&document, report);
    }
    for (size_t i = 0; i < report->adjustment_count && report->einvoice; i++) {
        document.adjustment = report->adjustments[i];
        refusal_tell(&document, report);
    }
    document.adjustment = NULL;
    for (size_t i = 0; i < report->late_count && good; i++) {
        document.late = &report->late[i];
        good = voided_load(store, (struct partner_report *)document.late->report, report, error);
        if (report->einvoice) {
            refusal_tell(&document, report);
        }
    }
    return good;
}

/* ---- their files --------------------------------------------------------------------------------- */

typedef GBytes *einvoice_writer(const struct document *document, const char *path, GError **error);

static bool file_write(const struct document *document, einvoice_writer *write, const char *number,
                       const char *directory, output_hashes *hashes, GError **error)
{
    g_autofree char *place = g_strconcat("einvoices/", number, ".xml", NULL);
    g_autofree char *path = g_build_filename(directory, place, NULL);
    g_autoptr(GBytes) bytes =
        output_folder_make(directory, "einvoices", error) ? write(document, path, error) : NULL;
    if (bytes) {
        output_hashes_put(hashes, place, bytes);
    }
    return bytes != NULL;
}

bool einvoices_write(const struct document *document, const char *directory, output_hashes *hashes,
                     GError **error)
{
    const struct document_content content = document_content_of(document);
    const struct supplier *voided = document->adjustment ? NULL : content.report->voided;
    if (document->run->draft) {
        return true;
    }
    if (document->report->einvoice && !einvoice_refusal(document) &&
        !file_write(document, einvoice_write, content.number, directory, hashes, error)) {
        return false;
    }
    g_autofree char *number = voided ? g_strconcat(content.report->replaces, "-V", NULL) : NULL;
    return !voided || file_write(document, einvoice_void_write, number, directory, hashes, error);
}
