#include "app/console.h"

namespace overlap::app {

using namespace Qt::StringLiterals;

WriteResult printOutput(const QString &text)
{
    const std::error_code error = print(stdout, text);
    if (!error)
        return WriteResult::Complete;
    if (error == std::errc::broken_pipe)
        return WriteResult::ReaderGone;
    const QString why = error == std::errc::timed_out
                            ? u"nobody reads it"_s
                            : QString::fromLocal8Bit(error.message().c_str());
    print(stderr, u"overlap: Standard output was not written: %1.\n"_s.arg(why));
    return WriteResult::Failed;
}

} // namespace overlap::app
