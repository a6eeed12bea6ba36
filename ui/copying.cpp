#include "copying.h"

#include "announce.h"

#include <QClipboard>
#include <QCoreApplication>
#include <QGuiApplication>
#include <QMimeData>
#include <QStatusBar>

namespace overlap::ui {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto whatProperty = "what";

// Not the text itself: it may be long, or secret. Empty: copied by another program, or cleared.
QString saidOf(const QClipboard &clipboard)
{
    const QMimeData *copied = clipboard.mimeData();
    const QString what = copied ? copied->property(whatProperty).toString() : QString();
    if (!what.isEmpty())
        return QCoreApplication::translate("Copying", "Copied %1").arg(what);
    return copied && clipboard.ownsClipboard() && copied->hasText()
               ? QCoreApplication::translate("Copying", "Copied the text")
               : QString();
}

} // namespace

QMimeData *copyable(const QString &text, const QString &what)
{
    auto *copied = new QMimeData;
    copied->setText(text);
    copied->setProperty(whatProperty, what);
    return copied;
}

void copyText(const QString &text, const QString &what)
{
    QGuiApplication::clipboard()->setMimeData(copyable(text, what)); // which owns it
}

void tellCopies(QStatusBar &bar)
{
    const QClipboard *clipboard = QGuiApplication::clipboard();
    QObject::connect(clipboard, &QClipboard::dataChanged, &bar, [&bar, clipboard] {
        const QString said = saidOf(*clipboard);
        if (said.isEmpty())
            return;
        bar.showMessage(said, int(std::chrono::milliseconds(5s).count()));
        announce(&bar, said);
    });
}

} // namespace overlap::ui
