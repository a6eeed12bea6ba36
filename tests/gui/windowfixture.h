#pragma once

#include "loopback.h"
#include "mainwindow.h"
#include "overlap/session.h"
#include "patience.h"

#include <QAbstractItemModel>
#include <QLineEdit>
#include <QSpinBox>
#include <QTableView>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QtTest>

namespace overlap {

// A real session and a real window, with its own settings file and short sleeps to send.
class WindowFixture
{
public:
    explicit WindowFixture(const QByteArray &target = "/sleep/300ms?n={n}")
    {
        using namespace Qt::StringLiterals;
        load::Plan plan;
        plan.targets = {target};
        options.settingsFile = folder.filePath(u"settings.ini"_s);
        options.plans = {plan};
    }

    // Shows a window with port 0, that is, any free one.
    void open()
    {
        window = std::make_unique<ui::MainWindow>(session, options);
        window->setAddress({}, quint16(0));
        window->show();
        QVERIFY(QTest::qWaitForWindowActive(window.get()));
    }

    // Opens the window and starts the server.
    void serve()
    {
        open();
        click("onlyStart");
        QTRY_VERIFY(session.isServing());
    }
    void send(QTcpSocket &client, const QByteArray &bytes) const
    {
        client.connectToHost(loopback(), quint16(session.url().port()));
        client.write(bytes);
    }

    template <typename Widget>
    Widget *find(const char *name) const
    {
        return window->findChild<Widget *>(QLatin1StringView(name));
    }
    void click(const char *name) const
    {
        auto *button = find<QWidget>(name);
        QVERIFY2(button && button->isVisible() && button->isEnabled(), name);
        QTest::mouseClick(button, Qt::LeftButton);
    }
    QString summary() const { return find<QWidget>("summary")->accessibleName(); }
    QAbstractItemModel *requests() const { return find<QTableView>("requests")->model(); }

    QTemporaryDir folder;
    ui::WindowOptions options;
    Session session;
    std::unique_ptr<ui::MainWindow> window;
};

} // namespace overlap
