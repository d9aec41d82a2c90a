#include "engine/cli/command.h"
#include "engine/run/issue.h"
#include "engine/run/results/restore.h"
#include "engine/store/sha256.h"

/* What is voided, why and by whom. */
struct voided {
    struct issued_document document; /* read before: the order itself is judged by the store */
    struct approval approval;
    char *reason;
    GPtrArray *numbers;    /* char *, the original first, then NULL */
    GStringChunk *strings; /* owns the document's */
    struct seal_key *key;  /* NULL: none */
    money settled;         /* by the original and its adjustments */
    char seal[SHA256_TEXT_SIZE];
};
typedef struct voided voided;

static void voided_clear(voided *voided)
{
    approval_clear(&voided->approval);
    g_free(voided->reason);
    seal_key_free(voided->key);
    g_ptr_array_unref(voided->numbers);
    g_string_chunk_free(voided->strings);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(voided, voided_clear)

static bool document_find(store *store, const char *number, struct voided *voided, GError **error)
{
    const struct issued_document *document = &voided->document;
    bool found = false;
    if (!store_document_load(store, number, &found, &voided->document, voided->strings, error)) {
        return false;
    }
    if (!found) {
        return command_usage_set(error, "no document %s was issued from this store", number);
    }
    if (document->void_reason[0]) {
        return command_usage_set(error, "%s is voided already: %s", number, document->void_reason);
    }
    return !document->adjusts[0] ||
           command_usage_set(error,
                             "%s adjusts %s: void that, and all that adjusts it goes with it",
                             number, document->adjusts);
}

static void next_print(const struct voided *voided)
{
    const char *period = text_period(TEXT_ROOM, voided->document.period);
    g_autofree char *numbers = g_strjoinv(", ", (char **)voided->numbers->pdata);
    printf("\nThe partner's %s is open again. What to do next:\n"
           "  1. import what was wrong, corrected:  rcti import %s DIR\n"
           "  2. draft it again and review:         rcti run %s\n"
           "  3. issue it:                          rcti issue %s --draft DIGEST --approved-by "
           "NAME\n",
           period, period, period, period);
    puts("(The draft of a later month takes it along, too: whichever is issued first has it.)");
    printf("The new document names %s as replaced. The payment is only what differs from\n"
           "the %s that %s settled: nothing is paid again that was paid;\n"
           "where nothing is due any more, a note takes all of it back.\n"
           "Tell the partner that %s must not be used. In the accounts\n"
           "void nothing by hand: bills-xero.csv of that issue undoes what was booked.\n",
           voided->document.number, text_dollars(TEXT_ROOM, voided->settled), numbers, numbers);
}

static void voided_print(const struct options *options, const struct voided *voided)
{
    const struct issued_document *document = &voided->document;
    printf("%s is voided (%s, %s): %s\n", document->number, document->supplier.partner_id,
           document->supplier.legal_name, voided->reason);
    for (guint i = 1; i < voided->numbers->len; i++) {
        printf("and with it %s\n", (const char *)g_ptr_array_index(voided->numbers, i));
    }
    printf("prepared by %s, approved by %s\n", voided->approval.prepared_by,
           voided->approval.approved_by);
    printf("The document is kept as it was issued, %s/%s/issue-%d/%s, and marked as\n"
           "voided in the store: rcti verify --document FILE tells it.\n",
           options->out, text_period(TEXT_ROOM, document->issued_in), document->issue,
           document->path);
    next_print(voided);
    printf("\nfor the minutes: seal %s\n", voided->seal);
}

static void voided_print_json(const struct voided *voided)
{
    const struct issued_document *document = &voided->document;
    json_print("{\n  'number': %s,\n  'period': %s,\n  'partner_id': %s,\n  'reason': %s,\n"
               "  'prepared_by': %s,\n  'approved_by': %s,\n  'voided': [",
               document->number, text_period(TEXT_ROOM, document->period),
               document->supplier.partner_id, voided->reason, voided->approval.prepared_by,
               voided->approval.approved_by);
    for (guint i = 0; i < voided->numbers->len; i++) {
        json_next(i);
        json_print("%s", (const char *)g_ptr_array_index(voided->numbers, i));
    }
    json_print("],\n  'seal': %s\n}\n", voided->seal);
}

static bool document_void(store *store, const struct options *options, struct voided *voided,
                          GError **error)
{
    const struct void_order order = {.number = voided->document.number,
                                     .reason = voided->reason,
                                     .prepared_by = voided->approval.prepared_by,
                                     .approved_by = voided->approval.approved_by,
                                     .key = voided->key};
    g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func(g_free);
    bool restored = restore_newest(store, options->out, NULL, notes, error);
    restore_backup(store, notes);
    command_notes_tell(notes);
    bool done = restored && store_void(store, &order, voided->numbers, voided->seal, error);
    for (guint i = 0; done && i < voided->numbers->len; i++) {
        bool found = false;
        struct issued_document document = {0};
        done = store_document_load(store, g_ptr_array_index(voided->numbers, i), &found, &document,
                                   voided->strings, error);
        voided->settled = money_add(voided->settled, found ? document.total : (money){0});
    }
    return done;
}

bool void_act(const struct options *options, enum exit_status *ret_status, GError **error)
{
    g_auto(voided) voided = {.reason = approval_text("--reason", options->reason, error),
                             .numbers = g_ptr_array_new_null_terminated(1, g_free, TRUE),
                             .strings = g_string_chunk_new(1024)};
    g_autoptr(store) store = voided.reason &&
                                     approval_read(options->approved_by, &voided.approval, error) &&
                                     options_key_read(options, &voided.key, error)
                                 ? month_store_open(options->store, "PERIOD", error)
                                 : NULL;
    if (!store || !options_store_whole(options, store, OLDER_BY_ALL, error) ||
        !document_find(store, options->arguments[0], &voided, error) ||
        !document_void(store, options, &voided, error)) {
        return false;
    }
    if (options->json) {
        voided_print_json(&voided);
    } else {
        voided_print(options, &voided);
    }
    options_store_added(options, store, ret_status);
    return true;
}
