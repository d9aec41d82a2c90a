#include "engine/cli/command.h"
#include "engine/cli/fold.h"
#include "importers/proposal/proposal.h"

bool sources_act(const struct options *options, G_GNUC_UNUSED enum exit_status *ret_status,
                 GError **error)
{
    g_autofree char *text = proposal_make(options->arguments[0], error);
    if (!text) {
        return false;
    }
    if (options->json) {
        json_print("{'sources_ini': %s}\n", text);
    } else {
        fold_output(0); /* a file */
        fputs(text, stdout);
    }
    return true;
}
