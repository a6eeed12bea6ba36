#include "wallclock.h"

#include <QDateTime>

namespace overlap::ui {

using namespace Qt::StringLiterals;

QString wallTimeText(qint64 msSinceEpoch)
{
    return QDateTime::fromMSecsSinceEpoch(msSinceEpoch).toString(u"HH:mm:ss.zzz"_s);
}

} // namespace overlap::ui
