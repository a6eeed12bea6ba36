#pragma once

#include "patience.h"

#include <QAbstractEventDispatcher>
#include <QEventLoop>
#include <QTimer>

#include <functional>

// Runs the loop as a program does, while QTRY_… looks only now and then: events are handled at
// once, and it waits between them.
inline void runUntil(const std::function<bool()> &condition)
{
    QEventLoop loop;
    const auto *dispatcher = QAbstractEventDispatcher::instance();
    QObject::connect(dispatcher, &QAbstractEventDispatcher::awake, &loop, [&] {
        if (condition())
            loop.quit();
    });
    QTimer::singleShot(patienceMs, &loop, &QEventLoop::quit);
    QTimer again; // after the last event, too
    again.start(10);
    if (!condition())
        loop.exec();
}
