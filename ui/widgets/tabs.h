#pragma once

#include <QTabWidget>

namespace overlap::ui {

// Main thread. Pages under flat titles, without a frame, on the ground of a table or text.
class Tabs : public QTabWidget
{
    Q_OBJECT
public:
    explicit Tabs(QWidget *parent = nullptr);
};

} // namespace overlap::ui
