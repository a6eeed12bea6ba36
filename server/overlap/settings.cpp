#include "overlap/settings.h"

namespace overlap {

Settings Overrides::over(Settings settings) const
{
    settings.host = host.value_or(settings.host);
    settings.port = port.value_or(settings.port);
    settings.threads = threads.value_or(settings.threads);
    settings.strategy.name = strategy.value_or(settings.strategy.name);
    settings.strategy.counts = counts.value_or(settings.strategy.counts);
    settings.cors = cors.value_or(settings.cors);
    settings.control = control.value_or(settings.control);
    return settings;
}

} // namespace overlap
