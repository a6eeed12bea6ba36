#include "panels/trymenu.h"

#include "overlap/script/namedroutes.h"

#include <QCoreApplication>

namespace overlap::ui {

using namespace Qt::StringLiterals;

std::vector<Example> examples()
{
    std::vector<Example> all = {
        {u"/"_s, TryMenu::tr("Answers with a page.")},
        {u"/sleep/1s"_s, TryMenu::tr("Waits, then answers with the page.")},
        {u"/compute/1s"_s, TryMenu::tr("Keeps a processor busy, then answers with the page.")},
        {u"/echo"_s, TryMenu::tr("Answers with what was sent.")},
    };
    for (const script::NamedRoute &route : script::namedRoutes())
        all.push_back({QString::fromLatin1(route.example),
                       QCoreApplication::translate("Script", route.help)});
    return all;
}

TryMenu::TryMenu(QWidget *parent) : QMenu(parent)
{
    setToolTipsVisible(true);
    for (const Example &example : examples()) {
        QAction *action = addAction(QString(example.target).replace(u'&', u"&&"_s), this,
                                    [this, target = example.target] { Q_EMIT chosen(target); });
        action->setToolTip(example.meaning);
        action->setStatusTip(example.meaning); // also for keys, and for screen readers
    }
}

} // namespace overlap::ui
