// A page of antd as people build one: a form with fields of many kinds, a table, a dialog. tests/browser looks at it.
import { Button, Card, Checkbox, ConfigProvider, DatePicker, Form, Input, Modal, Select, Slider, Space, Table, Tabs, Tag, Tree } from "antd";
import deDE from "antd/es/locale/de_DE.js";
import { StrictMode, useState } from "react";
import { createRoot } from "react-dom/client";

const columns = [
  { title: "Name", dataIndex: "name", sorter: (a, b) => a.name.localeCompare(b.name) },
  { title: "Size", dataIndex: "size", render: (size) => <Tag color={size > 4 ? "red" : "green"}>{size}</Tag> },
];
const rows = ["span", "page", "arena", "heap", "tide"].map((name, i) => ({ key: i, name, size: name.length }));
const branches = [{ title: "alloc", key: "a", children: [{ title: "src", key: "b" }, { title: "include", key: "c" }] }];

function Dialog() {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button id="open" onClick={() => setOpen(true)}>Open</Button>
      <Modal title="Dialog" open={isOpen} onOk={() => setOpen(false)} onCancel={() => setOpen(false)} transitionName="" maskTransitionName="">
        <p>Inside of the dialog</p>
      </Modal>
    </>
  );
}

function App() {
  const [sent, setSent] = useState(null);
  return (
    <ConfigProvider locale={deDE} theme={{ token: { motion: false, colorPrimary: "#00b96b" } }}>
      <Card title="neap">
        <Form layout="vertical" initialValues={{ kind: "shared", count: 8 }} onFinish={setSent}>
          <Form.Item label="Name" name="name" rules={[{ required: true }]}><Input /></Form.Item>
          <Form.Item label="Policy" name="kind"><Select options={[{ value: "shared" }, { value: "private" }]} /></Form.Item>
          <Form.Item label="Day" name="day"><DatePicker /></Form.Item>
          <Form.Item label="Threads" name="count"><Slider max={16} /></Form.Item>
          <Form.Item name="sure" valuePropName="checked"><Checkbox>Sure</Checkbox></Form.Item>
          <Space><Button id="send" type="primary" htmlType="submit">Send</Button><Dialog /></Space>
        </Form>
        <pre id="sent">{JSON.stringify(sent)}</pre>
      </Card>
      <Tabs items={[{ key: "t", label: "Table", children: <Table columns={columns} dataSource={rows} pagination={{ pageSize: 3 }} /> }, { key: "u", label: "Tree", children: <Tree treeData={branches} defaultExpandAll /> }]} />
    </ConfigProvider>
  );
}

const root = document.createElement("div");
root.id = "root";
document.body.append(root);
createRoot(root).render(<StrictMode><App /></StrictMode>);
