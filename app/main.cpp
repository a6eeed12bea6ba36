#include "app/console.h"
#include "app/headless.h"
#include "app/options.h"
#include "app/stopsignal.h"
#include "ui/mainwindow.h"

#include <QApplication>

using namespace overlap;
using namespace Qt::StringLiterals;

namespace {

template <typename Application>
Application &named(Application &application)
{
    application.setApplicationName(u"overlap"_s);
    application.setOrganizationName(u"Overlap"_s);
    application.setApplicationVersion(QLatin1StringView(OVERLAP_VERSION));
    return application;
}

int serve(QCoreApplication &application, const app::Options &options)
{
    Session session;
    app::Headless face(session, options.verbose);
    app::StopSignal stopSignal;
    QObject::connect(&stopSignal, &app::StopSignal::received, &face, &app::Headless::stop);
    Settings settings;
    settings.host = options.host.value_or(settings.host);
    settings.port = options.port.value_or(settings.port);
    settings.threads = options.threads;
    settings.strategy = options.strategy.value_or(settings.strategy);
    settings.scheduling = options.scheduling.value_or(settings.scheduling);
    settings.cors = options.cors;
    session.start(settings);
    return application.exec();
}

int show(QApplication &application, const app::Options &options)
{
    Session session;
    ui::WindowOptions windowOptions;
    windowOptions.threads = options.threads;
    windowOptions.scheduling = options.scheduling;
    ui::MainWindow window(session, std::move(windowOptions));
    app::StopSignal stopSignal;
    QObject::connect(&stopSignal, &app::StopSignal::received, &window, &ui::MainWindow::leave);
    window.setAddress(options.host, options.port);
    if (options.strategy)
        window.setStrategy(*options.strategy);
    if (options.cors)
        window.setCors(true);
    window.show();
    if (options.start)
        window.start();
    return application.exec();
}

int end(const app::Ending &ending)
{
    if (ending.status == 0)
        return app::say(ending.text) == app::Said::Lost ? 1 : 0;
    app::print(stderr, ending.text);
    return ending.status;
}

} // namespace

int main(int argc, char *argv[])
{
    app::prepareConsole();
    // Before there is an application: only a window needs a display.
    const auto parsed = [&] {
        const QCoreApplication parsing(argc, argv);
        return app::parseOptions(QCoreApplication::arguments());
    }();
    if (const auto *ending = std::get_if<app::Ending>(&parsed))
        return end(*ending);
    const auto &options = std::get<app::Options>(parsed);
    if (options.headless) {
        QCoreApplication application(argc, argv);
        return serve(named(application), options);
    }
    QApplication application(argc, argv);
    return show(named(application), options);
}
