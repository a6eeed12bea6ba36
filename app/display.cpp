#include "app/display.h"

#include "app/console.h"

#include <algorithm>
#include <cstdlib>
#include <utility>
#include <vector>

namespace overlap::app {

using namespace Qt::StringLiterals;

namespace {

struct Message
{
    QtMsgType type;
    QByteArray category;
    QString text;
};
std::vector<Message> buffered; // if a fatal message follows, they explain it
QtMessageHandler previousHandler = nullptr;

void buffer(QtMsgType type, const QMessageLogContext &context, const QString &text)
{
    if (type == QtFatalMsg) {
        const auto isWhy = [](const Message &message) {
            return message.category.startsWith("qt.qpa");
        };
        const auto first = std::ranges::find_if(buffered, isWhy);
        const QString why = first == buffered.end() ? text : first->text;
        print(stderr,
              u"overlap: No window can be opened (%1): use --headless to serve without.\n"_s.arg(
                  why.section(u'\n', 0, 0).trimmed()));
        std::_Exit(1);
    }
    buffered.push_back({type, context.category, text});
}

} // namespace

std::unique_ptr<QApplication> openDisplay(int &argc, char **argv)
{
    previousHandler = qInstallMessageHandler(buffer);
    auto application = std::make_unique<QApplication>(argc, argv);
    qInstallMessageHandler(previousHandler);
    return application;
}

void releaseMessages()
{
    for (const Message &message : std::exchange(buffered, {}))
        previousHandler(message.type, {nullptr, 0, nullptr, message.category.constData()},
                        message.text);
}

} // namespace overlap::app
