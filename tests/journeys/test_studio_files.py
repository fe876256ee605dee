"""A clerk brings a diagram of other software to where it can run, and thinks better of a form."""

from pathlib import Path

from playwright.sync_api import expect

from tests.journeys.devices import Welcome
from tests.journeys.house import House
from tests.journeys.insiders import come_in, of_association
from tests.journeys.test_studio import element, open_editor, problems, see_all

FOREIGN = """<?xml version="1.0" encoding="UTF-8"?>
<b:definitions xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:di="http://www.omg.org/spec/BPMN/20100524/DI"
  xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"
  xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="d" targetNamespace="urn:elsewhere">
  <b:process id="elsewhere" name="外来流程" isExecutable="false">
    <b:startEvent id="begin" camunda:asyncBefore="true"/>
  </b:process>
  <di:BPMNDiagram id="diagram"><di:BPMNPlane id="plane" bpmnElement="elsewhere">
    <di:BPMNShape id="begin_di" bpmnElement="begin">
      <dc:Bounds x="200" y="100" width="36" height="36"/>
    </di:BPMNShape>
  </di:BPMNPlane></di:BPMNDiagram>
</b:definitions>"""


def test_what_other_software_left_on_a_diagram_is_put_right_in_the_panel(
    house: House, welcome: Welcome, tmp_path: Path
):
    author = welcome()
    come_in(author, of_association(house, "administrator"))
    file = tmp_path / "foreign.bpmn"
    file.write_text(FOREIGN, encoding="utf-8")
    author.visit("/studio/")
    author.page.get_by_label("流程包（.zip）或流程图（.bpmn）").set_input_files(file)
    author.press("导入为草稿")
    page = author.page
    see_all(page)

    unable = problems(page).filter(has_text="可执行")
    unable.get_by_role("button").click()
    page.get_by_label("可执行（设好后才能发布）").check()
    expect(unable).to_have_count(0)

    foreign = problems(page).filter(has_text="camunda:asyncBefore")
    foreign.get_by_role("button").click()
    page.get_by_role("button", name="删去其他软件的设置", exact=True).click()
    expect(foreign).to_have_count(0)


def test_a_new_form_that_is_not_kept_leaves_the_step_as_it_was(house: House, welcome: Welcome):
    author = welcome()
    come_in(author, of_association(house, "administrator"))
    page = open_editor(author)
    element(page, "association_review").click()
    before = page.get_by_label("表单", exact=True).input_value()

    page.get_by_role("button", name="新建空表单").click()
    dialog = page.locator("[data-studio-file][data-ready='forms']")
    dialog.get_by_role("button", name="取消").click()

    form = page.get_by_label("表单", exact=True)
    expect(form).to_have_value(before)
    expect(form.locator("option", has_text="form_association_review")).to_have_count(0)
