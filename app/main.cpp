#include "app/console.h"
#include "app/display.h"
#include "app/headless.h"
#include "app/headlesslesson.h"
#include "app/options.h"
#include "app/stopsignal.h"
#include "ui/mainwindow.h"

#include <QSessionManager>

using namespace overlap;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

void name(QCoreApplication &application)
{
    application.setApplicationName(u"overlap"_s);
    application.setOrganizationName(u"Overlap"_s);
    application.setApplicationVersion(QLatin1StringView(OVERLAP_VERSION));
}

// False: the file is wrong, and the session has said why.
bool take(const decltype(app::Options::scenario) &scenario, Session &session)
{
    if (const auto *file = std::get_if<QString>(&scenario))
        return session.openScenario(*file);
    if (const auto *only = std::get_if<scenario::Scenario>(&scenario))
        session.setScenario(*only);
    return true;
}

int serve(QCoreApplication &application, const app::Options &options)
{
    SessionSetup setup;
    // Nobody looks at the records, and fewer reads leave more of the processor to the server. A
    // journal must hold what comes meanwhile: 2.7 million entries a second, or 100 000 requests a
    // second with targets of 2 KB and as many details as it keeps at most.
    if (!options.verbose)
        setup.betweenReads = 24ms;
    Session session(std::move(setup));
    app::Headless face(session, options.verbose);
    app::StopSignal stopSignal;
    QObject::connect(&stopSignal, &app::StopSignal::received, &face, &app::Headless::stop);
    if (!take(options.scenario, session))
        return 1;
    session.start(options.server.over({}));
    return application.exec();
}

int runLesson(QCoreApplication &application, const app::Options &options)
{
    Settings settings;
    settings.port = 0;
    Session session;
    app::HeadlessLesson face(session, lesson::lessons()[size_t(*options.lesson - 1)],
                             options.asInTheBook ? lesson::Pace::Book : lesson::Pace::Fifth,
                             options.server.over(settings));
    app::StopSignal stopSignal;
    QObject::connect(&stopSignal, &app::StopSignal::received, &face, &app::HeadlessLesson::stop);
    face.start();
    return application.exec();
}

QIcon icon()
{
    QIcon icon;
    for (const int size : {16, 24, 32, 48, 64, 128, 256})
        icon.addFile(u":/overlap/icons/overlap-%1.png"_s.arg(size));
    return icon;
}

// Lets a session manager restart the program with the same options.
void joinSession(QApplication &application, ui::MainWindow &window, const QStringList &arguments)
{
    QObject::connect(&application, &QGuiApplication::saveStateRequest, &window,
                     [&window, arguments](QSessionManager &manager) {
                         window.save();
                         manager.setRestartCommand(manager.restartCommand() +
                                                   app::restartArguments(arguments));
                     });
}

int show(QApplication &application, const app::Options &options, const QStringList &arguments)
{
    app::releaseMessages();
    application.setWindowIcon(icon());
    application.setDesktopFileName(u"overlap"_s); // where desktops find the icon
    Session session;
    ui::WindowOptions windowOptions;
    windowOptions.overrides = options.server;
    windowOptions.lesson = options.lesson;
    ui::MainWindow window(session, std::move(windowOptions));
    app::StopSignal stopSignal;
    QObject::connect(&stopSignal, &app::StopSignal::received, &window, &ui::MainWindow::leave);
    joinSession(application, window, arguments);
    window.show();
    take(options.scenario, session); // when the window can say what is wrong
    if (options.start)
        window.start();
    return application.exec();
}

int end(const app::ExitMessage &message)
{
    if (message.status == 0)
        return app::printOutput(message.text) == app::WriteResult::Failed ? 1 : 0;
    app::print(stderr, message.text);
    return message.status;
}

} // namespace

int main(int argc, char *argv[])
{
    app::prepareConsole();
    const QStringList arguments = [&] {
        const QCoreApplication parsing(argc, argv);
        return QCoreApplication::arguments();
    }();
    // Only a window needs a display.
    const std::unique_ptr<QCoreApplication> application =
        app::areForWindow(arguments) ? app::openDisplay(argc, argv)
                                     : std::make_unique<QCoreApplication>(argc, argv);
    name(*application);
    const auto parsed = app::parseOptions(QCoreApplication::arguments());
    if (const auto *message = std::get_if<app::ExitMessage>(&parsed))
        return end(*message);
    const auto &options = std::get<app::Options>(parsed);
    auto *const windows = qobject_cast<QApplication *>(application.get());
    if (windows)
        return show(*windows, options, arguments);
    return options.lesson ? runLesson(*application, options) : serve(*application, options);
}
