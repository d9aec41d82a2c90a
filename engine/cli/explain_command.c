#include "engine/cli/command.h"
#include "engine/cli/explain_report.h"

enum exit_status explain_command(const struct options *options)
{
    struct explain_filter filter = {0};
    enum exit_status status = explain_filter_read(options, &filter);
    if (status != EXIT_ALL_DONE) {
        return status;
    }
    g_autoptr(GError) error = NULL;
    struct month_order order = {0};
    struct month_setup setup = {0};
    const char *period_text = options->arguments[1];
    g_autoptr(store) store = options_month_order(options, period_text, &order, &error)
                                 ? month_store_open(options->store, period_text, &error)
                                 : NULL;
    status = store && month_setup_begin(store, &order, NULL, &setup, &error) &&
                     month_setup_sessions(&setup, options->arguments[0], &error)
                 ? explain_partner(&setup, options, &filter, false, NULL)
                 : command_failed(error);
    month_setup_clear(&setup);
    return status;
}
