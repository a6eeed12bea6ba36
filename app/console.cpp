#include "app/console.h"

namespace overlap::app {

using namespace Qt::StringLiterals;

Said say(const QString &text)
{
    const std::error_code error = print(stdout, text);
    if (!error)
        return Said::All;
    if (error == std::errc::broken_pipe)
        return Said::Unread;
    const QString why = error == std::errc::timed_out
                            ? u"nobody reads it"_s
                            : QString::fromLocal8Bit(error.message().c_str());
    print(stderr, u"overlap: Standard output was not written: %1.\n"_s.arg(why));
    return Said::Lost;
}

} // namespace overlap::app
