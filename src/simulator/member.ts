/** A member of the directory, as the house knows its officials. 通讯录成员 */
export interface Member {
  userid: string;
  name: string;
  title?: string;
  unit?: string;
  roles?: readonly string[];
}
