#pragma once

#include <QTabWidget>

namespace overlap::ui {

// Main thread. A tab widget with flat titles and without a frame, in the background colour of
// tables.
class Tabs : public QTabWidget
{
    Q_OBJECT
public:
    explicit Tabs(QWidget *parent = nullptr);
};

} // namespace overlap::ui
