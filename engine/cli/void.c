#include <stdio.h>

#include "engine/cli/command.h"
#include "engine/run/issue.h"
#include "engine/run/restore.h"
#include "engine/run/setup.h"
#include "engine/store/issues/issues.h"
#include "engine/store/sha256.h"
#include "reports/text.h"

/* What is voided, read before: the order itself is judged by the store. */
struct voided {
    struct issued_document document;
    GPtrArray *numbers;    /* char *, the original first */
    GStringChunk *strings; /* owns the document's */
    money settled;         /* by the original and its adjustments */
    char seal[SHA256_TEXT_SIZE];
};

static enum exit_status document_find(store *store, const char *number, struct voided *voided)
{
    g_autoptr(GError) error = NULL;
    bool found = false;
    if (!store_document_load(store, number, &found, &voided->document, voided->strings, &error)) {
        return command_failed(error);
    }
    const struct issued_document *document = &voided->document;
    if (!found) {
        return command_wrong_usage("no document %s was issued from this store", number);
    }
    if (document->void_reason[0]) {
        return command_wrong_usage("%s is voided already: %s", number, document->void_reason);
    }
    if (document->adjusts[0]) {
        return command_wrong_usage("%s adjusts %s: void that, and all that adjusts it goes with it",
                                   number, document->adjusts);
    }
    return EXIT_ALL_DONE;
}

static void next_print(const struct voided *voided, const char *period)
{
    const struct issued_document *document = &voided->document;
    char total[TEXT_SIZE];
    g_autoptr(GString) numbers = g_string_new(NULL);
    for (guint i = 0; i < voided->numbers->len; i++) {
        g_string_append(numbers, i > 0 ? ", " : "");
        g_string_append(numbers, g_ptr_array_index(voided->numbers, i));
    }
    printf("\nThe partner's %s is open again. What to do next:\n"
           "  1. import what was wrong, corrected:  rcti import %s DIR\n"
           "  2. draft it again and review:         rcti run %s\n"
           "  3. issue it:                          rcti issue %s --draft DIGEST --approved-by "
           "NAME\n",
           period, period, period, period);
    puts("(The draft of a later month takes it along, too: whichever is issued first has it.)");
    printf("The new document names %s as replaced. The payment is only what differs from\n"
           "the %s that %s settled: nothing is paid again that was paid.\n"
           "Tell the partner that %s must not be used,\n"
           "and void the same in the accounts, where bills were booked of it.\n",
           document->number, text_dollars(total, voided->settled), numbers->str, numbers->str);
}

static void voided_print(const struct options *options, const struct approval *approval,
                         const char *reason, const struct voided *voided)
{
    const struct issued_document *document = &voided->document;
    char period[TEXT_SIZE];
    char of[TEXT_SIZE];
    printf("%s is voided (%s, %s): %s\n", document->number, document->supplier.partner_id,
           document->supplier.legal_name, reason);
    for (guint i = 1; i < voided->numbers->len; i++) {
        printf("and with it %s\n", (const char *)g_ptr_array_index(voided->numbers, i));
    }
    printf("prepared by %s, approved by %s\n", approval->prepared_by, approval->approved_by);
    printf("The document is kept as it was issued, %s/%s/issue-%d/%s, and marked as\n"
           "voided in the store: rcti verify --document FILE tells it.\n",
           options->out, text_period(of, document->issued_in), document->issue, document->path);
    next_print(voided, text_period(period, document->period));
    printf("\nfor the minutes: seal %s\n", voided->seal);
}

static void voided_print_json(const struct approval *approval, const char *reason,
                              const struct voided *voided)
{
    const struct issued_document *document = &voided->document;
    char period[TEXT_SIZE];
    json_print("{\n  'number': %s,\n  'period': %s,\n  'partner_id': %s,\n  'reason': %s,\n"
               "  'prepared_by': %s,\n  'approved_by': %s,\n  'voided': [",
               document->number, text_period(period, document->period),
               document->supplier.partner_id, reason, approval->prepared_by, approval->approved_by);
    for (guint i = 0; i < voided->numbers->len; i++) {
        json_next(i);
        json_print("%s", (const char *)g_ptr_array_index(voided->numbers, i));
    }
    json_print("],\n  'seal': %s\n}\n", voided->seal);
}

static enum exit_status document_void(store *store, const struct options *options,
                                      const struct approval *approval, const char *reason,
                                      struct voided *voided)
{
    g_autoptr(GError) error = NULL;
    enum exit_status status = document_find(store, options->arguments[0], voided);
    if (status != EXIT_ALL_DONE) {
        return status;
    }
    const struct void_order order = {.number = voided->document.number,
                                     .reason = reason,
                                     .prepared_by = approval->prepared_by,
                                     .approved_by = approval->approved_by};
    g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func(g_free);
    bool restored = restore_newest(store, options->out, NULL, notes, &error);
    command_notes_tell(notes);
    bool done = restored && store_void(store, &order, voided->numbers, voided->seal, &error);
    for (guint i = 0; done && i < voided->numbers->len; i++) {
        bool found = false;
        struct issued_document document = {0};
        done = store_document_load(store, g_ptr_array_index(voided->numbers, i), &found, &document,
                                   voided->strings, &error);
        voided->settled = money_add(voided->settled, found ? document.total : (money){0});
    }
    if (!done) {
        return command_failed(error);
    }
    if (options->json) {
        voided_print_json(approval, reason, voided);
    } else {
        voided_print(options, approval, reason, voided);
    }
    return EXIT_ALL_DONE;
}

static enum exit_status void_act(const struct options *options)
{
    g_auto(approval) approval = {0};
    g_autoptr(GError) error = NULL;
    g_autofree char *reason = approval_text("--reason", options->reason, &error);
    g_autoptr(store) store = reason && approval_read(options->approved_by, &approval, &error)
                                 ? month_store_open(options->store, "PERIOD", &error)
                                 : NULL;
    if (!store) {
        return command_failed(error);
    }
    g_autoptr(GPtrArray) numbers = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GStringChunk) strings = g_string_chunk_new(1024);
    struct voided voided = {.numbers = numbers, .strings = strings};
    return document_void(store, options, &approval, reason, &voided);
}

/* Names and reasons are taken as bytes: a locale without UTF-8 would refuse them. */
static const struct option void_options[] = {
    {"reason", G_OPTION_ARG_FILENAME, offsetof(struct options, reason),
     "why the document must not stand", "TEXT"},
    {"approved-by", G_OPTION_ARG_FILENAME, offsetof(struct options, approved_by),
     "who approved it: another person than the one who runs this", "NAME"},
    {0}};

const struct command void_command = {
    "void",
    "NUMBER",
    "Voids an issued document: the partner's period is open again, for the next issue.",
    1,
    1,
    void_options,
    void_act};
