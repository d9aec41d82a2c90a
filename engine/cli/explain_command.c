#include "engine/cli/command.h"
#include "engine/cli/explain_report.h"

enum exit_status explain_command(const struct options *options)
{
    struct explain_filter filter = {0};
    enum exit_status status = explain_filter_read(options, &filter);
    if (status != EXIT_ALL_DONE) {
        return status;
    }
    struct month_setup setup = {0};
    status = month_setup_open(options, options->arguments[1], options->arguments[0], &setup);
    if (status == EXIT_ALL_DONE) {
        status = explain_partner(&setup, options, &filter, false, NULL);
    }
    month_setup_clear(&setup);
    return status;
}
