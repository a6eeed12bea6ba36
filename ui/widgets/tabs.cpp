#include "widgets/tabs.h"

#include "widgets/flattabbar.h"

namespace overlap::ui {

Tabs::Tabs(QWidget *parent) : QTabWidget(parent)
{
    setTabBar(new FlatTabBar(this));
    setDocumentMode(true);
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
}

} // namespace overlap::ui
